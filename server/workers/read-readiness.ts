import type { Runtime } from '../runtime.ts';
import { WORKER_LOST_MS, type WorkerInfo } from './schema.ts';

/** Whether runs can be served: what answers, and what is missing in words. For health checks, so nobody's gate. */
export interface Readiness {
  status: 'ready' | 'not_ready';
  database: 'ok' | 'unreachable';
  /** How each living worker shuts in the models it runs. Names and addresses are for people who are signed in. */
  workers: { sandbox: string; memoryLimit: string }[];
  missing: string[];
}

const DATABASE_TIMEOUT_MS = 2_000;

export async function readReadiness(runtime: Runtime): Promise<Readiness> {
  if (runtime.ending.aborted) return { status: 'not_ready', database: 'ok', workers: [], missing: ['this process is stopping'] };
  const rows = await livingWorkers(runtime);
  if (!rows) return { status: 'not_ready', database: 'unreachable', workers: [], missing: ['the database does not answer'] };
  const workers = rows.map(({ info }) => ({ sandbox: info.sandbox, memoryLimit: info.memoryLimit }));
  return workers.length > 0
    ? { status: 'ready', database: 'ok', workers, missing: [] }
    : { status: 'not_ready', database: 'ok', workers, missing: ['no worker has been heard of in the last seconds'] };
}

async function livingWorkers(runtime: Runtime): Promise<{ info: WorkerInfo }[] | null> {
  const query = runtime.sql<{ info: WorkerInfo }[]>`
    select info from worker where ended_at is null and heartbeat_at > now() - make_interval(secs => ${WORKER_LOST_MS / 1000})`;
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), DATABASE_TIMEOUT_MS);
  try {
    return await Promise.race([query, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
