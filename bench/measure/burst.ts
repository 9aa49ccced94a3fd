import type { BenchProduct } from '../bench-product.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { toJsonInputs } from '../paths/product-paths.ts';

const COUNT = 10_000;
const PAGE = 100;
const SLICES = 10;

export interface BurstFigures {
  count: number;
  /** From the first byte sent until all ids have come back. */
  acceptedMs: number;
  drainedMs: number;
  /** Runs that ended per second, in ten equal slices of the order in which they ended. */
  perSecondBySlice: number[];
  /** Rate of the last slices over that of the first: 1 is flat. */
  lastOverFirst: number;
}

interface ListedRun {
  id: string;
  status: string;
  createdAt: string;
  endedAt: string | null;
}

/** Queues many runs of a version as one batch, then watches them end. */
export async function burst(bench: BenchProduct, model: BenchModel): Promise<BurstFigures> {
  const body = JSON.stringify({
    invocations: Array.from({ length: COUNT }, (_, i) => ({ inputs: toJsonInputs(model.inputs[i % model.inputs.length] ?? []) })),
  });
  const headers = { 'content-type': 'application/json' };
  // The whole batch has to find room.
  await untilDrained(bench);
  const began = performance.now();
  const { items } = await bench.json<{ items: { id: string }[] }>(`/models/${model.name}/invocations/batch`, { method: 'POST', headers, body });
  const acceptedMs = performance.now() - began;
  await untilDrained(bench);
  const runs = await newestRuns(bench, items.length);
  const failed = runs.find((run) => run.status !== 'succeeded');
  if (failed) throw new Error(`${failed.id} of the burst is ${failed.status}`);
  const ended = runs.map((run) => Date.parse(run.endedAt ?? '')).sort((a, b) => a - b);
  const firstCreated = Math.min(...runs.map((run) => Date.parse(run.createdAt)));
  const perSecondBySlice = slicesOf(ended);
  const lastOverFirst = mean(perSecondBySlice.slice(-3)) / mean(perSecondBySlice.slice(0, 3));
  return { count: items.length, acceptedMs, drainedMs: (ended.at(-1) ?? Number.NaN) - firstCreated, perSecondBySlice, lastOverFirst };
}

/** Waits until no run is open any more. */
export async function untilDrained(bench: BenchProduct): Promise<void> {
  for (;;) {
    const open = await Promise.all(
      ['queued', 'running'].map(async (status) => (await bench.json<{ items: unknown[] }>(`/invocations?status=${status}&limit=1`)).items.length),
    );
    if (open[0] === 0 && open[1] === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function newestRuns(bench: BenchProduct, count: number): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  let cursor = '';
  while (runs.length < count) {
    const page = await bench.json<{ items: ListedRun[]; nextCursor: string | null }>(`/invocations?limit=${PAGE}${cursor && `&cursor=${cursor}`}`);
    runs.push(...page.items);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  return runs.slice(0, count);
}

function slicesOf(sortedMs: number[]): number[] {
  const size = Math.floor(sortedMs.length / SLICES);
  return Array.from({ length: SLICES }, (_, i) => {
    const [from, to] = [sortedMs[i * size] ?? 0, sortedMs[Math.min((i + 1) * size, sortedMs.length - 1)] ?? 0];
    return size / (Math.max(1, to - from) / 1000);
  });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
