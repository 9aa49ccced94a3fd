import type { BenchProduct } from './bench-product.ts';
import { bestBatch, measureEngine, type EngineFigures } from './engine/raw-engine.ts';
import type { LoadGenerator } from './load/load-generator.ts';
import { closedLoop, openLoop, warmUp, type ClosedFigures } from './measure/measure-path.ts';
import type { BenchModel } from './models/bench-model.ts';
import { productPaths } from './paths/product-paths.ts';
import type { ServingPath } from './paths/serving-path.ts';
import { PYTHON_SERVERS, startPythonServer, type PythonTools, type RunningServer } from './python/python-servers.ts';
import { mergeEngine, toPoint, type ModelResult, type PathResult } from './results.ts';

const BATCHES = [2, 4, 8, 16, 32];
const OPEN_LOAD = 0.7;
/** A window has to hold many calls of the engine, or a single one decides what is best. */
const LEAST_CALLS = 10;

export interface SuiteOptions {
  bench: BenchProduct;
  generator: LoadGenerator;
  threads: number;
  repeats: number;
  seconds: number;
  warmWindows: number;
  python: PythonTools | null;
}

/** One model over all its paths: repeats interleaved, so that what the machine does meanwhile meets every path alike. */
export async function runModel(model: BenchModel, options: SuiteOptions): Promise<ModelResult> {
  const job = { file: model.file, inputs: model.inputs, threads: options.threads, batches: model.stackable ? batchesOf(model) : [] };
  const reference = await measureEngine({ ...job, seconds: 0.3 });
  const seconds = Math.max(options.seconds, (LEAST_CALLS * slowestCallMs(reference)) / 1000);
  const { paths, stop } = await openPaths(model, reference, options);
  try {
    const engine: EngineFigures[] = [];
    const measured = new Map(paths.map((path) => [path, new Map<number, ClosedFigures[]>()]));
    for (let repeat = 0; repeat < options.repeats; repeat++) {
      engine.push(await measureEngine({ ...job, seconds: seconds / 2 }));
      for (const path of paths) await measureOnce(path, model, { ...options, seconds, repeat, into: measured.get(path) as Map<number, ClosedFigures[]> });
    }
    const results: PathResult[] = [];
    for (const path of paths) results.push(await finishPath(path, measured.get(path) as Map<number, ClosedFigures[]>, options));
    const { batching } = await options.bench.json<{ batching: { chosen: number; threads: number } | null }>(`/models/${model.name}/versions/1`);
    return { name: model.name, label: model.label, engine: mergeEngine(engine), batching, paths: results };
  } finally {
    await stop();
  }
}

function slowestCallMs({ perSecond }: EngineFigures): number {
  return Math.max(...perSecond.map(({ batch, perSecond: rate }) => (batch / rate) * 1000));
}

async function measureOnce(
  path: ServingPath,
  model: BenchModel,
  options: SuiteOptions & { repeat: number; into: Map<number, ClosedFigures[]> },
): Promise<void> {
  const { generator, repeat, into } = options;
  path.wake?.();
  for (const clients of model.clients) {
    await warmUp(generator, path, { clients, maxWindows: repeat === 0 ? options.warmWindows : 1 });
    const figures = await closedLoop(generator, path, { clients, seconds: options.seconds });
    into.set(clients, [...(into.get(clients) ?? []), figures]);
  }
  path.rest?.();
}

async function finishPath(path: ServingPath, measured: Map<number, ClosedFigures[]>, options: SuiteOptions): Promise<PathResult> {
  const points = [...measured.values()].map(toPoint);
  const peak = Math.max(...points.map((point) => point.median.perSecond));
  const offeredPerSecond = peak * OPEN_LOAD;
  path.wake?.();
  const open = await openLoop(options.generator, path, { perSecond: offeredPerSecond, seconds: options.seconds * 2, seed: 4 });
  path.rest?.();
  return { name: path.name, points, open: { ...open, offeredPerSecond } };
}

async function openPaths(model: BenchModel, reference: EngineFigures, options: SuiteOptions): Promise<{ paths: ServingPath[]; stop(): Promise<void> }> {
  const servers: RunningServer[] = [];
  const paths = productPaths(options.bench, model, reference.outputs);
  const { python } = options;
  for (const server of model.againstPython && python ? PYTHON_SERVERS : []) {
    try {
      servers.push(
        await startPythonServer(server, model, {
          python: python as PythonTools,
          threads: options.threads,
          maxBatch: Math.max(2, bestBatch(reference).batch),
          outputs: reference.outputs,
        }),
      );
    } catch (error) {
      console.log(`  ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const server of servers) server.path.rest?.();
  return { paths: [...paths, ...servers.map((server) => server.path)], stop: async () => void (await Promise.all(servers.map((server) => server.stop()))) };
}

// Large inputs are not stacked by anyone.
function batchesOf(model: BenchModel): number[] {
  const bytes = (model.inputs[0] ?? []).reduce((sum, tensor) => sum + tensor.bytes.byteLength, 0);
  return BATCHES.filter((batch) => batch * bytes <= 32 * 1024 * 1024);
}
