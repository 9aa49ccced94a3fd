import type { BenchProduct } from '../bench-product.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { toJsonInputs } from '../paths/product-paths.ts';

const LINES = 48;
const TOLERANCE = 0.3;

export interface EtaFigures {
  /** Runs that were told when they would probably have ended. */
  judged: number;
  /** Share of them that ended within 30 % of it. */
  within: number;
}

/** How right the time is that a queued run is told, over a steady load of `LINES` runs in line. */
export async function eta(bench: BenchProduct, model: BenchModel, seconds: number): Promise<EtaFigures> {
  const body = JSON.stringify({ inputs: toJsonInputs(model.inputs[0] ?? []) });
  const answers: { told: number; took: number }[] = [];
  // The first quarter fills the line and lets the rate be measured.
  const steadyAt = Date.now() + (seconds * 1000) / 4;
  const endsAt = Date.now() + seconds * 1000;
  const line = async () => {
    while (Date.now() < endsAt) {
      const queued = await bench.json<{ id: string; etaMs: number | null }>(`/models/${model.name}/invocations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', prefer: 'respond-async' },
        body,
      });
      const at = Date.now();
      const ended = await bench.json<{ endedAt: string }>(`/invocations/${queued.id}`, { headers: { prefer: 'wait=60' } });
      if (queued.etaMs !== null && at > steadyAt) answers.push({ told: queued.etaMs, took: Math.max(1, Date.parse(ended.endedAt) - at) });
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
  const right = answers.filter(({ told, took }) => Math.abs(told - took) <= TOLERANCE * took);
  return { judged: answers.length, within: right.length / answers.length };
}
