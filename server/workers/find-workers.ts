import type { Runtime } from '../runtime.ts';
import { WORKER_LOST_MS, type LoadedVersion, type WorkerInfo, type WorkerView } from './schema.ts';

export interface FoundWorker {
  id: string;
  name: string;
  host: string;
  pid: number;
  state: WorkerView['state'];
  info: WorkerInfo;
  loaded: LoadedVersion[];
  startedAt: Date;
  heartbeatAt: Date;
}

/** Workers heard of in the last hour that have not ended in order, oldest first. */
export async function findWorkers(runtime: Runtime): Promise<FoundWorker[]> {
  const now = runtime.clock.now();
  const rows = await runtime.db.worker.findMany({
    where: { endedAt: null, heartbeatAt: { gt: new Date(now - 3600_000) } },
    orderBy: { startedAt: 'asc' },
  });
  return rows.map(({ id, name, host, pid, startedAt, heartbeatAt, ...row }) => ({
    ...{ id, name, host, pid, startedAt, heartbeatAt },
    state: stateOf(row, now - heartbeatAt.getTime()),
    info: row.info as unknown as WorkerInfo,
    loaded: row.loaded as unknown as LoadedVersion[],
  }));
}

// That it is to drain shows at once; that nothing is left, or that it takes work again, it says itself.
function stateOf({ state, wanted }: { state: string; wanted: string }, silentMs: number): WorkerView['state'] {
  if (silentMs > WORKER_LOST_MS) return 'lost';
  if (wanted === 'draining' || state !== 'taking_work') return state === 'drained' ? 'drained' : 'draining';
  return 'taking_work';
}
