/** One row of the table: the median milliseconds of a call that stacks `size` runs. */
export interface SizeTime {
  size: number;
  runMs: number;
}

/** What a step up must gain to be worth it. */
export const LEAST_GAIN = 1.1;
const LEAST_THREAD_GAIN = 1.25;

/** The size with the best throughput among those that really gain on half their size, and on single runs; else 1. */
export function chooseSize(table: readonly SizeTime[]): number {
  const rateOf = (size: number) => {
    const row = table.find((item) => item.size === size);
    return row ? row.size / Math.max(row.runMs, 1e-6) : Infinity;
  };
  const worth = table.filter(({ size }) => size > 1 && [size / 2, 1].every((base) => rateOf(size) >= LEAST_GAIN * rateOf(base)));
  return worth.reduce((best, { size }) => (rateOf(size) > rateOf(best) ? size : best), 1);
}

/** Whether larger sizes are not worth trying: two steps in a row were slower per run than the best. */
export function isLosing(table: readonly SizeTime[]): boolean {
  const perRun = table.map(({ size, runMs }) => runMs / size);
  const best = Math.min(...perRun);
  return perRun.length > 2 && perRun.slice(-2).every((value) => value > best * 1.05);
}

/** The number of threads: more of them only while each step takes a fifth off a run, as they could serve others. */
export function chooseThreads(table: readonly { threads: number; runMs: number }[]): number {
  let [chosen] = table;
  for (const next of table.slice(1)) {
    if (chosen && next.runMs * LEAST_THREAD_GAIN <= chosen.runMs) chosen = next;
  }
  return chosen?.threads ?? 1;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
