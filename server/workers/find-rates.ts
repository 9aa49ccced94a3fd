import type { Runtime } from '../runtime.ts';
import { WORKER_LOST_MS, type LoadedVersion } from './schema.ts';

/** How fast the workers that take work together finish runs of a version. */
export interface Rate {
  /** Runs per second while there was work; 0 where nobody has measured it. */
  perSecond: number;
  /** Runs it was measured by. */
  runs: number;
}

const FRESH_MS = 1_000;

/** Rates per version, as the workers last said; read at most once a second per process. */
export function findRates(runtime: Runtime): Promise<Map<string, Rate>> {
  const cache = runtime.once('rates', () => ({ at: -Infinity, rates: Promise.resolve(new Map<string, Rate>()) }));
  if (performance.now() - cache.at > FRESH_MS) {
    cache.at = performance.now();
    cache.rates = readRates(runtime);
    cache.rates.catch(() => (cache.at = -Infinity));
  }
  return cache.rates;
}

async function readRates(runtime: Runtime): Promise<Map<string, Rate>> {
  const rows = await runtime.sql<{ loaded: LoadedVersion[] }[]>`
    select loaded from worker
    where ended_at is null and state = 'taking_work' and wanted = 'taking_work' and heartbeat_at > now() - make_interval(secs => ${WORKER_LOST_MS / 1000})`;
  const rates = new Map<string, Rate>();
  for (const { versionId, perSecond = 0, runs = 0 } of rows.flatMap((row) => row.loaded)) {
    const rate = rates.get(versionId) ?? { perSecond: 0, runs: 0 };
    rates.set(versionId, { perSecond: rate.perSecond + perSecond, runs: rate.runs + runs });
  }
  return rates;
}
