import { failAbandonedDeployments } from '../../server/deployments/fail-abandoned-deployments.ts';
import { analyzeTables } from '../../server/invocations/analyze-tables.ts';
import { expireInvocations } from '../../server/invocations/expire-invocations.ts';
import { failAbandonedInvocations } from '../../server/invocations/reclaim-invocations.ts';
import { sweepDeleted } from '../../server/models/sweep-deleted.ts';
import type { Runtime } from '../../server/runtime.ts';
import { vacuumQueue } from '../../server/queue/vacuum-queue.ts';
import { sweepUploads } from '../../server/uploads/sweep-uploads.ts';
import { sweepBlobs } from '../../server/files/sweep-blobs.ts';
import { sweepHubParts } from '../../server/files/hub-parts.ts';
import { sweepInvocations } from '../../server/invocations/sweep-invocations.ts';
import { hasLostWorkers } from '../../server/workers/register-worker.ts';

const EXPIRED_MS = 1_000;
const SILENT_MS = 1_000;
const TENDED_MS = 2_000;
const ABANDONED_MS = 5_000;
const SWEEP_MS = 15 * 60_000;

/** Housekeeping beside the queue: ends overdue runs, gives up runs whose workers were lost, and removes what its time is over. */
export function startSweeps(runtime: Runtime): () => void {
  const expired = setInterval(() => void attempt('overdue runs', () => expireInvocations(runtime)), EXPIRED_MS);
  const silent = setInterval(() => {
    void attempt('taking back what a lost worker held', async () => (await hasLostWorkers(runtime)) && runtime.queue.takeBack());
  }, SILENT_MS);
  const tended = setInterval(() => {
    void attempt('statistics', () => analyzeTables(runtime));
    void attempt('clearing the queue of what has ended', () => vacuumQueue(runtime));
  }, TENDED_MS);
  const abandoned = setInterval(() => void attempt('abandoned runs', () => failAbandonedInvocations(runtime)), ABANDONED_MS);
  const lost = setInterval(() => void attempt('abandoned deployments', () => failAbandonedDeployments(runtime)), ABANDONED_MS);
  const sweep = () =>
    attempt('sweep', async () => {
      await sweepUploads(runtime);
      await sweepDeleted(runtime);
      await sweepInvocations(runtime);
      await sweepHubParts(runtime);
      await sweepBlobs(runtime);
    });
  const timer = setInterval(() => void sweep(), SWEEP_MS);
  void sweep();
  return () => {
    for (const interval of [expired, silent, tended, abandoned, lost, timer]) clearInterval(interval);
  };

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      runtime.log.warn({ err: error }, `${what} failed; trying again later`);
    }
  }
}
