import type { BenchProduct } from '../bench-product.ts';
import { measureEngine } from '../engine/raw-engine.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { encodeJson } from '../paths/product-paths.ts';
import { median } from '../quantile.ts';

export interface ColdLoadFigures {
  /** What the first run of a version waited until it was loaded. */
  loadMs: number;
  /** A process with the engine in it, and then a session: in the raw engine. */
  startMs: number;
  createMs: number;
  /** Loading beyond the start of a process, over creating a session. */
  ratio: number;
}

/** The first run after the worker was started anew, beside the raw engine's start and session. */
export async function coldLoad(bench: BenchProduct, model: BenchModel, options: { threads: number; repeats: number }): Promise<ColdLoadFigures> {
  const loads: number[] = [];
  const starts: number[] = [];
  const creates: number[] = [];
  for (let i = 0; i < options.repeats; i++) {
    bench.product.kill('worker', 'SIGTERM');
    loads.push(await firstRun(bench, model));
    const raw = await measureEngine({ file: model.file, inputs: model.inputs.slice(0, 1), threads: options.threads, batches: [], seconds: 0 });
    starts.push(raw.startMs);
    creates.push(raw.createMs);
  }
  const [loadMs, startMs, createMs] = [median(loads), median(starts), median(creates)];
  return { loadMs, startMs, createMs, ratio: (loadMs - startMs) / createMs };
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
