import { mkdtempSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRunner } from '../../worker/runtime/runner-process.ts';
import { detectSandbox, type Sandbox } from '../../worker/runtime/sandbox/detect-sandbox.ts';
import type { BenchProduct } from '../bench-product.ts';
import { measureEngine } from '../engine/raw-engine.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { encodeJson } from '../paths/product-paths.ts';
import { median } from '../quantile.ts';

export interface ColdLoadFigures {
  /** What the first run of a version waited until it was loaded. */
  loadMs: number;
  /** A runner's process in its sandbox, with the engine in it and no model. */
  startMs: number;
  /** A session in the raw engine. */
  createMs: number;
  /** Loading, over starting a process and creating a session. */
  ratio: number;
}

/** A worker that has just been started goes on to get ready; after that it is as one that has unloaded the version. */
const SETTLED_MS = 5_000;

/** The first run of a version that is not loaded, beside an empty runner and the raw engine's session. */
export async function coldLoad(
  bench: BenchProduct,
  model: BenchModel,
  options: { threads: number; repeats: number; folder: string },
): Promise<ColdLoadFigures> {
  const sandbox = await detectSandbox();
  const loads: number[] = [];
  const starts: number[] = [];
  const creates: number[] = [];
  for (let i = 0; i < options.repeats; i++) {
    bench.product.kill('worker', 'SIGTERM');
    await setTimeout(SETTLED_MS);
    loads.push(await firstRun(bench, model));
    starts.push(await startEmptyRunner(model, sandbox, options));
    creates.push((await measureEngine({ file: model.file, inputs: model.inputs.slice(0, 1), threads: options.threads, batches: [], seconds: 0 })).createMs);
  }
  const [loadMs, startMs, createMs] = [median(loads), median(starts), median(creates)];
  return { loadMs, startMs, createMs, ratio: loadMs / (startMs + createMs) };
}

async function startEmptyRunner(model: BenchModel, sandbox: Sandbox, options: { threads: number; folder: string }): Promise<number> {
  const workFolder = mkdtempSync(path.join(options.folder, 'runner-'));
  const at = performance.now();
  const runner = await startRunner({
    root: path.resolve(import.meta.dirname, '../..'),
    sandbox,
    files: [{ name: 'model.onnx', path: model.file, sizeBytes: statSync(model.file).size }],
    workFolder,
    memoryLimitBytes: 2 * 1024 ** 3,
    threads: options.threads,
    onLog: () => undefined,
  });
  const startMs = performance.now() - at;
  runner.kill('unloaded');
  await runner.exited;
  rmSync(workFolder, { recursive: true, force: true });
  return startMs;
}

async function firstRun(bench: BenchProduct, model: BenchModel): Promise<number> {
  const url = new URL(`${bench.product.url}/api/v1/models/${model.name}/invocations`);
  const request = encodeJson(url, bench.key, model.inputs[0] ?? []);
  const body = request.subarray(request.indexOf('\r\n\r\n') + 4);
  for (;;) {
    const run = await bench.json<{ id: string; status: string; timings: { loadMs: number } | null }>(`/models/${model.name}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: new Uint8Array(body),
    });
    // The worker that was told to end may still have answered this one.
    if (run.timings && run.timings.loadMs > 0) return run.timings.loadMs;
  }
}
