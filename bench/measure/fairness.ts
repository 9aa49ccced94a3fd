import type { BenchProduct } from '../bench-product.ts';
import type { LoadGenerator } from '../load/load-generator.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { encodeJson, toJsonInputs } from '../paths/product-paths.ts';
import { quantile } from '../quantile.ts';
import { untilDrained } from './burst.ts';

/** Its p95 is to be told by fifty of them, not by ten. */
const CALLS = 1_000;
const SUBMITTERS = 64;

export interface FairnessFigures {
  /** Runs of the other version that were queued when the calls began. */
  waiting: number;
  idleP95Ms: number;
  busyP95Ms: number;
  /** Runs of the other version that still waited after the last call: without them the calls met no load. */
  left: number;
}

/** How long one caller's runs wait while a version of another team has `waiting` runs in line, beside how long they wait alone. */
export async function fairness(
  bench: BenchProduct,
  generator: LoadGenerator,
  load: { caller: BenchModel; other: BenchModel; waiting: number },
): Promise<FairnessFigures> {
  const { caller, other, waiting } = load;
  const team = await bench.asTeam('caller');
  await team.deploy(caller);
  await queueTimes(team, caller, CALLS / 10);
  const idle = await queueTimes(team, caller, CALLS);
  const url = new URL(`${bench.product.url}/api/v1/models/${other.name}/invocations`);
  const bytes = encodeJson(url, bench.key, other.inputs[0] ?? [], 'respond-async');
  const expected = { format: 'accepted' as const, values: new Float32Array(0), tolerance: 0 };
  const plan = { host: url.hostname, port: Number(url.port), requests: [{ bytes, expected }] };
  await generator.run({ ...plan, mode: { kind: 'count', clients: SUBMITTERS, count: waiting } });
  const busy = await queueTimes(team, caller, CALLS);
  const { versions } = await bench.json<{ versions: { model: string; waiting: number }[] }>('/queue');
  const left = versions.find(({ model }) => model === other.name)?.waiting ?? 0;
  await untilDrained(bench);
  return { waiting, idleP95Ms: quantile(idle, 0.95), busyP95Ms: quantile(busy, 0.95), left };
}

async function queueTimes(bench: BenchProduct, model: BenchModel, calls: number): Promise<number[]> {
  const body = JSON.stringify({ inputs: toJsonInputs(model.inputs[0] ?? []) });
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const run = await bench.json<{ status: string; timings: { queuedMs: number } }>(`/models/${model.name}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body,
    });
    if (run.status !== 'succeeded') throw new Error(`a call of ${model.name} is ${run.status}`);
    times.push(run.timings.queuedMs);
  }
  return times.sort((a, b) => a - b);
}
