import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What bounds a runner's memory here, best first. */
export type MemoryLimitKind = 'cgroup-v2' | 'cgroup-v1' | 'rlimit';

/** A limit one runner is started under. */
export interface MemoryLimit {
  kind: MemoryLimitKind;
  /** The command line that enters the limit first and then becomes `argv`. */
  wrap(argv: string[]): string[];
  /** Whether the kernel killed something for want of memory. */
  wasOutOfMemory(): boolean;
  peakBytes(): number | null;
  remove(): void;
}

const V1 = '/sys/fs/cgroup/memory';
const V1_PIDS = '/sys/fs/cgroup/pids';
const V2 = '/sys/fs/cgroup';
const MAX_PROCESSES = 128;
// Address space that Node and the engine take before anything of a model is there (measured 1.7 GB with 4 threads).
const NODE_ADDRESS_SPACE = 2 * 1024 ** 3;
const NO_CORE = 'ulimit -c 0; ';

/** The best limit this machine allows this user, found by making one. */
export function detectMemoryLimit(): MemoryLimitKind {
  removeLeftovers();
  for (const kind of ['cgroup-v2', 'cgroup-v1'] as const) {
    try {
      createMemoryLimit(kind, { name: 'probe', bytes: 64 * 1024 ** 2 }).remove();
      return kind;
    } catch {
      // Not there or not ours to write: the next one.
    }
  }
  return 'rlimit';
}

/** Makes a limit for one runner. @throws Error where the kind is not available */
export function createMemoryLimit(kind: MemoryLimitKind, options: { name: string; bytes: number }): MemoryLimit {
  if (kind === 'cgroup-v2') return createV2(options);
  if (kind === 'cgroup-v1') return createV1(options);
  const kilobytes = Math.ceil((NODE_ADDRESS_SPACE + options.bytes) / 1024);
  return {
    kind,
    wrap: (argv) => ['/bin/sh', '-c', `${NO_CORE}ulimit -v ${kilobytes}; exec "$@"`, 'sh', ...argv],
    wasOutOfMemory: () => false,
    peakBytes: () => null,
    remove: () => undefined,
  };
}

function createV2({ name, bytes }: { name: string; bytes: number }): MemoryLimit {
  if (!readFileSync(path.join(V2, 'cgroup.subtree_control'), 'utf8').includes('memory')) throw new Error('no memory controller');
  const folder = path.join(V2, folderName(name));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'memory.max'), String(bytes));
  tryWrite(path.join(folder, 'memory.swap.max'), '0');
  tryWrite(path.join(folder, 'memory.oom.group'), '1');
  tryWrite(path.join(folder, 'pids.max'), String(MAX_PROCESSES));
  return {
    kind: 'cgroup-v2',
    wrap: (argv) => enter([folder], argv),
    wasOutOfMemory: () => /^oom_kill [1-9]/m.test(tryRead(path.join(folder, 'memory.events'))),
    peakBytes: () => Number(tryRead(path.join(folder, 'memory.peak'))) || null,
    remove: () => removeFolder(folder),
  };
}

function createV1({ name, bytes }: { name: string; bytes: number }): MemoryLimit {
  const folder = path.join(V1, folderName(name));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'memory.limit_in_bytes'), String(bytes));
  tryWrite(path.join(folder, 'memory.memsw.limit_in_bytes'), String(bytes));
  const folders = [folder];
  try {
    const pids = path.join(V1_PIDS, folderName(name));
    mkdirSync(pids);
    folders.push(pids);
    writeFileSync(path.join(pids, 'pids.max'), String(MAX_PROCESSES));
  } catch {
    // Without the pids controller the number of processes is not bounded; memory still is.
  }
  return {
    kind: 'cgroup-v1',
    wrap: (argv) => enter(folders, argv),
    wasOutOfMemory: () => /^oom_kill [1-9]/m.test(tryRead(path.join(folder, 'memory.oom_control'))),
    peakBytes: () => Number(tryRead(path.join(folder, 'memory.max_usage_in_bytes'))) || null,
    remove: () => folders.forEach((item) => removeFolder(item)),
  };
}

// A process enters before it becomes the runner: pages charged earlier would stay outside the limit.
function enter(folders: string[], argv: string[]): string[] {
  const script = `${NO_CORE}for d in ${folders.map((folder) => `'${folder}'`).join(' ')}; do echo $$ > "$d/cgroup.procs" || exit 97; done; exec "$@"`;
  return ['/bin/sh', '-c', script, 'sh', ...argv];
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function tryWrite(file: string, value: string): void {
  try {
    writeFileSync(file, value);
  } catch {
    // A controller that is off only makes the limit looser.
  }
}

// A process that is just ending still holds the folder: try again a little later, a few times.
function removeFolder(folder: string, attempts = 20): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const busy = (error as NodeJS.ErrnoException).code === 'EBUSY';
    if (busy && attempts > 0) setTimeout(() => removeFolder(folder, attempts - 1), 50).unref();
  }
}

// The worker's pid is in the name, so that whoever finds the folder later knows whether it is still somebody's.
function folderName(name: string): string {
  return `moorage-${process.pid}-${name}`;
}

// Removes the empty folders that runners of a killed worker left behind.
function removeLeftovers(): void {
  for (const parent of [V2, V1, V1_PIDS]) {
    for (const name of tryList(parent)) {
      const pid = /^moorage-(\d+)-/.exec(name)?.[1];
      if (pid && !existsSync(`/proc/${pid}`)) removeFolder(path.join(parent, name), 0);
    }
  }
}

function tryList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
