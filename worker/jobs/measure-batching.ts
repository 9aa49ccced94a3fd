import { availableParallelism } from 'node:os';
import { AppError } from '../../server/errors.ts';
import { mainGraph } from '../../server/signatures/main-graph.ts';
import type { Graph, Signature } from '../../server/signatures/schema.ts';
import { isTensorValue, type TensorValue } from '../../server/signatures/value.ts';
import type { BatchProfile } from '../../server/versions/schema.ts';
import type { RunRequest, RunResult } from '../runtime/run-request.ts';
import type { Runner } from '../runtime/runner-process.ts';
import { chooseSize, chooseThreads, isLosing, LEAST_GAIN, median, type SizeTime } from './choose-batch.ts';
import { inputAxes, proveBatching, RunRefused, sampleItem, type Proof } from './prove-batching.ts';

export interface MeasureWork {
  runner: Runner;
  signature: Signature;
  /** Threads it is loaded with. */
  threads: number;
  /** How long loading and one run took: what is slow is measured less. */
  loadMs: number;
  probeMs: number;
  loadTimeoutMs: number;
  line(text: string, level?: 'info' | 'warn'): void;
}

const SIZES = [1, 2, 4, 8, 16, 32];
const SIZES_BUDGET_MS = 3_000;
const STEP_BUDGET_MS = 300;
const MOST_RUNS = 30;
const LEAST_RUNS = 3;
const TURNS = 5;
const CALL_TIMEOUT_MS = 20_000;
/** Reloading with other threads costs a load each time. */
const SLOW_LOAD_MS = 2_000;
const SLOW_RUN_MS = 1_000;
const MOST_INPUT_BYTES = 64 * 1024 ** 2;

/**
 * What a version does with threads and with batches, measured in the runner that will serve it, which is left loaded with
 * the chosen threads and, where batches are proved harmless, told their axes. Takes a few seconds at most.
 * @throws AppError when the runner dies of it
 */
export async function measureBatching(work: MeasureWork): Promise<BatchProfile> {
  if (work.probeMs > SLOW_RUN_MS) {
    const reason = `one run takes ${Math.round(work.probeMs)} ms: too long to measure more at deploy`;
    work.line(`batching: no (${reason})`);
    return { batchable: false, reason, chosen: 1, threads: work.threads, sizes: [], axes: null };
  }
  const threads = await measureThreads(work);
  const proof = await prove(work);
  if (!proof.axes) {
    work.line(`batching: no (${proof.reason})`);
    const sizes = [{ size: 1, runMs: await timeSize(work, 1) }];
    return { batchable: false, reason: proof.reason, chosen: 1, threads, sizes, axes: null };
  }
  work.line(`batching: ${proof.reason}`);
  work.runner.batchAxes = proof.axes;
  const sizes = await measureSizes(work);
  const chosen = await confirmSize(work, chooseSize(sizes));
  for (const { size, runMs } of sizes) work.line(`batch ${size}: ${runMs.toFixed(2)} ms a call, ${Math.round((size * 1000) / runMs)} runs/s`);
  const reason = chosen > 1 ? proof.reason : 'batches are proved harmless, but none is faster than single runs';
  work.line(chosen > 1 ? `batches of ${chosen} have the best throughput` : 'batching: no (none is faster than single runs)');
  return { batchable: true, reason, chosen, threads, sizes, axes: proof.axes };
}

async function prove({ runner, signature }: MeasureWork): Promise<Proof> {
  try {
    return await proveBatching(mainGraph(signature), async (inputs) => (await call(runner, [{ inputs, outputs: null }])).outputs[0] ?? []);
  } catch (error) {
    if (error instanceof RunRefused) return { axes: null, reason: `made-up inputs do not run: ${error.message}` };
    throw error;
  }
}

async function measureSizes(work: MeasureWork): Promise<SizeTime[]> {
  const table: SizeTime[] = [];
  const endsAt = performance.now() + SIZES_BUDGET_MS;
  for (const size of SIZES) {
    const last = table.at(-1);
    if (isLosing(table) || (last && performance.now() + last.runMs * 2 * (LEAST_RUNS + 1) > endsAt)) break;
    if (size * inputBytes(mainGraph(work.signature)) > MOST_INPUT_BYTES) break;
    try {
      table.push({ size, runMs: await timeSize(work, size) });
    } catch (error) {
      if (error instanceof RunRefused) break;
      throw error;
    }
  }
  return table;
}

// Sizes are timed one after another, and a busy machine may favour one of them: single runs and the chosen size are timed
// in turns before it is believed, else half of it, down to 1.
async function confirmSize(work: MeasureWork, size: number): Promise<number> {
  const axes = inputAxes(mainGraph(work.signature).inputs);
  const requests = Array.from({ length: size }, (_, seed) => sampleItem(mainGraph(work.signature), axes, seed));
  for (let candidate = size; candidate > 1; candidate /= 2) {
    const gains: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const single = await call(work.runner, requests.slice(0, 1));
      const stacked = await call(work.runner, requests.slice(0, candidate));
      gains.push((single.runMs * candidate) / stacked.runMs);
    }
    if (median(gains) >= LEAST_GAIN) return candidate;
    work.line(`batch ${candidate}: timed in turns with single runs it gains less than ${Math.round((LEAST_GAIN - 1) * 100)} %`);
  }
  return 1;
}

async function measureThreads(work: MeasureWork): Promise<number> {
  const cores = availableParallelism();
  const candidates = [...new Set([1, 2, Math.min(4, cores)])].filter((count) => count <= cores);
  if (work.loadMs > SLOW_LOAD_MS || candidates.length < 2) return work.threads;
  const table: { threads: number; runMs: number }[] = [];
  let loaded = work.threads;
  const reload = async (threads: number) => {
    if (threads !== loaded) await work.runner.load(work.signature, { timeoutMs: work.loadTimeoutMs, threads });
    loaded = threads;
  };
  try {
    for (const threads of candidates) {
      await reload(threads);
      table.push({ threads, runMs: await timeSize(work, 1) });
    }
  } catch (error) {
    if (!(error instanceof RunRefused)) throw error;
    await reload(work.threads);
    return work.threads;
  }
  const chosen = chooseThreads(table);
  work.line(`threads: ${table.map(({ threads, runMs }) => `${threads} → ${runMs.toFixed(2)} ms`).join(', ')}; ${chosen} by default`);
  await reload(chosen);
  return chosen;
}

// Median of calls that stack `size` runs, after one to warm up; what the call does around the engine counts.
async function timeSize({ runner, signature }: MeasureWork, size: number): Promise<number> {
  const graph = mainGraph(signature);
  const axes = inputAxes(graph.inputs);
  const requests = Array.from({ length: size }, (_, seed) => sampleItem(graph, axes, seed));
  await call(runner, requests);
  const times: number[] = [];
  const endsAt = performance.now() + STEP_BUDGET_MS;
  while (times.length < LEAST_RUNS || (times.length < MOST_RUNS && performance.now() < endsAt)) times.push((await call(runner, requests)).runMs);
  return median(times);
}

async function call(runner: Runner, requests: RunRequest[]): Promise<{ outputs: TensorValue[][]; runMs: number }> {
  const results: RunResult[] = [];
  await runner.run(requests, { timeoutMs: CALL_TIMEOUT_MS, maxBatch: requests.length, raw: true, onResult: (index, result) => (results[index] = result) });
  const outputs = requests.map((_, index) => {
    const result = results[index];
    if (!result) throw new AppError('INTERNAL', 'The runner left a run out.');
    if (result.error || !result.outputs) throw new RunRefused(result.error?.message ?? 'no outputs');
    if (result.timings.batchSize !== requests.length) throw new RunRefused('its runs could not share a call');
    return result.outputs.filter(isTensorValue);
  });
  const { preMs = 0, runMs = 0, postMs = 0 } = results[0]?.timings ?? {};
  const total = preMs + runMs + postMs;
  if (!Number.isFinite(total) || total < 0) throw new AppError('INTERNAL', 'The runner did not say how long it took.');
  return { outputs, runMs: total };
}

function inputBytes(graph: Graph): number {
  return sampleItem(graph, {}, 0).inputs.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
}
