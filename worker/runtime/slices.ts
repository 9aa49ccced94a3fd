import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';

/**
 * How long a thread that runs may keep its core from one that wakes up, in nanoseconds. Whose slice is shorter goes at once;
 * equals wait for the end of a slice. What serves callers goes before every runner, one of short runs before one of long.
 */
export const SLICES = { serving: 100_000, quick: 400_000, steady: 10_000_000 };
export type Pace = keyof typeof SLICES;

/** sched_setattr by machine: https://github.com/torvalds/linux/tree/master/arch, syscall tables. */
const SCHED_SETATTR: Partial<Record<NodeJS.Architecture, number>> = { x64: 314, arm64: 274, riscv64: 274 };
/** struct sched_attr as it was first: sched_setattr(2). */
const ATTR_BYTES = 48;
const KEEP_POLICY = 0x08n;

type SetAttr = (threadId: number, attr: Uint8Array) => number;
let opened: Promise<SetAttr | null> | undefined;

/**
 * Sets the slice of every thread of these processes and of those below them; threads and processes they start later inherit
 * it. It needs no rights, takes nothing from anybody's share, and does nothing before Linux 6.12 and elsewhere (sched(7):
 * for the normal policy the runtime is the slice asked for). Node has no call for it, so it is made by koffi.
 */
export async function setPace(pids: number[], pace: Pace): Promise<void> {
  opened ??= open();
  const setAttr = await opened;
  if (!setAttr) return;
  for (const threadId of pids.flatMap(threadsBelow)) {
    try {
      setAttr(threadId, attrOf(SLICES[pace], getPriority(threadId)));
    } catch {
      // It ended meanwhile.
    }
  }
}

async function open(): Promise<SetAttr | null> {
  const call = SCHED_SETATTR[process.arch];
  if (process.platform !== 'linux' || call === undefined) return null;
  try {
    const { default: koffi } = await import('koffi');
    const syscall = koffi.load(null).func('long syscall(long number, long pid, void *attr, long flags)') as (...given: unknown[]) => number;
    return (threadId, attr) => syscall(call, threadId, attr, 0);
  } catch {
    // A machine it was not built for: the cores are shared as they always were.
    return null;
  }
}

function attrOf(sliceNs: number, niceness: number): Uint8Array {
  const attr = Buffer.alloc(ATTR_BYTES);
  attr.writeUInt32LE(ATTR_BYTES, 0);
  // The policy stays what it is. The niceness has to be said again, or it would be lost.
  attr.writeBigUInt64LE(KEEP_POLICY, 8);
  attr.writeInt32LE(niceness, 16);
  attr.writeBigUInt64LE(BigInt(sliceNs), 24);
  return attr;
}

function threadsBelow(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean));
    return [...threads.map(Number), ...children.map(Number).flatMap(threadsBelow)];
  } catch {
    return [];
  }
}
