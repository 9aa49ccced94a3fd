import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
// Adding up a process’s pages takes it some milliseconds, in which it does nothing else.
const SAMPLE_MS = 2_000;

interface Entry {
  parent: number;
  cpuSeconds: number;
}

/**
 * Begins to count the CPU seconds that processes and everything below them take, from /proc. What a process takes that ends
 * meanwhile counts where its parent waits for it; a runner's sandbox ends without.
 */
export function countCpu(roots: () => number[]): () => number {
  const before = readTable();
  return () => {
    const table = readTable();
    return treeOf(roots(), table).reduce((sum, pid) => sum + (table.get(pid)?.cpuSeconds ?? 0) - (before.get(pid)?.cpuSeconds ?? 0), 0);
  };
}

/** Every process below these, and these themselves. */
export function processTree(roots: number[]): number[] {
  return treeOf(roots, readTable());
}

/** CPU seconds the whole machine has been busy so far, whoever with. */
export function busySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (readText('/proc/stat').split('\n')[0] ?? '').split(/ +/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND;
}

/** Watches the memory (proportional set size: shared pages count once) of process trees until stopped. */
export function watchMemory(roots: () => number[]): { peakBytes(): number } {
  let peak = 0;
  const sample = () => {
    const bytes = treeOf(roots(), readTable()).reduce((sum, pid) => sum + proportionalBytes(pid), 0);
    peak = Math.max(peak, bytes);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    peakBytes() {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}

function readTable(): Map<number, Entry> {
  const table = new Map<number, Entry>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readText(`/proc/${name}/stat`);
    if (!stat) continue;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that has ended is counted by the one that waited for it.
    const [own = 0, ownSystem = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    table.set(Number(name), { parent: Number(fields[1]), cpuSeconds: (own + ownSystem + ended + endedSystem) / TICKS_PER_SECOND });
  }
  return table;
}

function treeOf(roots: number[], table: Map<number, Entry>): number[] {
  const found = new Set(roots);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [pid, { parent }] of table) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function proportionalBytes(pid: number): number {
  const text = readText(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss: +(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

// A process may end while it is looked at.
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
