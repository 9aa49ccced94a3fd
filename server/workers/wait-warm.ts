import type { Ctx } from '../context.ts';
import { findWorkers } from './find-workers.ts';

const POLL_MS = 500;

/**
 * Asks for a version to be loaded, and waits until every worker that has `insteadOf` loaded reports it loaded too, or the
 * time is over. Where no worker has that, nobody would notice a cold start and nothing is asked. Returns whether it is so.
 */
export async function waitWarm(ctx: Ctx, wish: { versionId: string; insteadOf: string; timeoutMs: number }): Promise<boolean> {
  const { runtime } = ctx;
  const isCold = async () => {
    const workers = (await findWorkers(runtime)).filter((worker) => worker.state === 'taking_work');
    const has = (loaded: (typeof workers)[number]['loaded'], id: string) => loaded.some((item) => item.versionId === id && item.state !== 'loading');
    return workers.some(({ loaded }) => has(loaded, wish.insteadOf) && !has(loaded, wish.versionId));
  };
  if (!(await isCold())) return true;
  await runtime.db.version.update({ where: { id: wish.versionId }, data: { wantedWarmAt: runtime.clock.date() } });
  await runtime.bell.ring('moorage_versions');
  const ended = AbortSignal.any([AbortSignal.timeout(wish.timeoutMs), runtime.ending, ...(ctx.signal ? [ctx.signal] : [])]);
  while (await isCold()) {
    if (ended.aborted) return false;
    await nextRing(ctx, ended);
  }
  return true;
}

/** Until a worker says that what it has loaded changed, or a while has passed. */
function nextRing(ctx: Ctx, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stop();
      ended.removeEventListener('abort', go);
      resolve();
    };
    const stop = ctx.runtime.bell.on('moorage_workers', go, POLL_MS);
    ended.addEventListener('abort', go);
  });
}
