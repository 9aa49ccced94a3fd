import type { BenchProduct } from '../bench-product.ts';
import type { LoadGenerator } from '../load/load-generator.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { encodeJson } from '../paths/product-paths.ts';

const SUBMITTERS = 64;
const PAGE = 100;
const SLICES = 10;

export interface BurstFigures {
  count: number;
  acceptedMs: number;
  drainedMs: number;
  /** Runs that ended per second, in ten equal slices of the order in which they ended. */
  perSecondBySlice: number[];
  /** Rate of the last slices over that of the first after acceptance: 1 is flat. */
  lastOverFirst: number;
}

interface ListedRun {
  id: string;
  status: string;
  createdAt: string;
  endedAt: string | null;
}

/** Queues `count` runs of a version as fast as the door takes them, then watches them end. */
export async function burst(bench: BenchProduct, generator: LoadGenerator, model: BenchModel, count: number): Promise<BurstFigures> {
  const url = new URL(`${bench.product.url}/api/v1/models/${model.name}/invocations`);
  const bytes = encodeJson(url, bench.key, model.inputs[0] ?? [], 'respond-async');
  const expected = { format: 'accepted' as const, values: new Float32Array(0), tolerance: 0 };
  const plan = { host: url.hostname, port: Number(url.port), requests: [{ bytes, expected }] };
  const { seconds } = await generator.run({ ...plan, mode: { kind: 'count', clients: SUBMITTERS, count } });
  await untilDrained(bench);
  const runs = await newestRuns(bench, count);
  const failed = runs.find((run) => run.status !== 'succeeded');
  if (failed) throw new Error(`${failed.id} of the burst is ${failed.status}`);
  const ended = runs.map((run) => Date.parse(run.endedAt ?? '')).sort((a, b) => a - b);
  const firstCreated = Math.min(...runs.map((run) => Date.parse(run.createdAt)));
  const perSecondBySlice = slicesOf(ended);
  // While runs are still being accepted, accepting takes its share of the machine: flat means flat from then on.
  const later = ended.filter((at) => at > firstCreated + seconds * 1000);
  const undisturbed = later.length >= count / 5 ? slicesOf(later) : perSecondBySlice;
  const lastOverFirst = mean(undisturbed.slice(-3)) / mean(undisturbed.slice(0, 3));
  return { count, acceptedMs: seconds * 1000, drainedMs: (ended.at(-1) ?? Number.NaN) - firstCreated, perSecondBySlice, lastOverFirst };
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
