import { readdirSync, readFileSync } from 'node:fs';
import { pause } from './until.ts';

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Hundredths of a second of CPU in a fifth of a second: a quarter of a core. */
const BUSY_TICKS = 5;

/** Runners of models below a worker: the engine's own processes, not the sandbox around them. */
export function runnersOf(worker: number): number[] {
  return allRunnersOf(worker).filter(hasModel);
}

/** The same with those that are kept ready for any model. */
export function allRunnersOf(worker: number): number[] {
  const all = listProcesses();
  const below = new Set([worker]);
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const process of all) if (below.has(process.parent)) below.add(process.pid);
  }
  return all.filter(({ pid, command }) => below.has(pid) && /^\S*node\b.*runtime\/host/.test(command)).map(({ pid }) => pid);
}

function hasModel(pid: number): boolean {
  try {
    const folder = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean).at(-1) ?? '';
    return readdirSync(`/proc/${pid}/root${folder}`).length > 0;
  } catch {
    return false;
  }
}

/** The one of them that computes most within a fifth of a second, once one computes: a run may just be on its way to it. */
export async function busiestOf(pids: number[]): Promise<number> {
  // 0 would be everybody of this group, the tests themselves included.
  if (pids.length === 0) throw new Error('no runner is alive');
  for (let look = 0; look < 25; look++) {
    const before = pids.map(ticksOf);
    await pause(200);
    const spent = pids.map((pid, i) => ticksOf(pid) - (before[i] ?? 0));
    const most = Math.max(...spent);
    if (most >= BUSY_TICKS) return pids[spent.indexOf(most)] ?? NaN;
  }
  throw new Error('no runner computes anything');
}

function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** The environment a process was started with. */
export function environmentOf(pid: number): Record<string, string> {
  const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

export function isGone(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

function listProcesses(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
}
