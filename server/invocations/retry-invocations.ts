import { appendEvents } from '../events/append-events.ts';
import type { ErrorBody } from '../errors.ts';
import type { ClaimedJob } from '../queue/boss.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import { finishInvocations } from './finish-invocations.ts';

/** Attempts an invocation gets in all. */
export const MAX_ATTEMPTS = 3;

/**
 * After an attempt was lost through no fault of the input (its runner died): puts the runs back for another attempt, or
 * ends them as failed when their attempts are spent. Each run's log says what happened.
 */
export async function retryInvocations(
  runtime: Runtime,
  lost: { jobs: ClaimedJob[]; error: ErrorBody; workerId: string; startedAt: Date; maxAttempts?: number },
): Promise<void> {
  const { error, jobs } = lost;
  const limit = Math.min(MAX_ATTEMPTS, lost.maxAttempts ?? MAX_ATTEMPTS);
  const again = jobs.filter((job) => job.retryCount + 1 < limit);
  const spent = jobs.filter((job) => job.retryCount + 1 >= limit);
  for (const job of jobs) {
    const text = `attempt ${job.retryCount + 1} failed: ${error.message}${job.retryCount + 1 < limit ? ' Trying again.' : ' No attempt is left.'}`;
    await appendEvents(runtime.sql, job.id, [{ kind: 'log', data: { level: 'error', text } }]);
  }
  if (again.length > 0) {
    await runtime.sql.begin((tx) => Promise.all([runtime.queue.fail(INVOCATIONS, again, tx), runtime.bell.ring('moorage_work', tx)]));
  }
  await finishInvocations(
    runtime,
    spent.map((job) => ({
      job,
      status: 'failed' as const,
      outputs: null,
      error,
      timings: { queuedMs: 0, loadMs: 0, preMs: 0, runMs: 0, postMs: 0, totalMs: 0 },
      workerId: lost.workerId,
      startedAt: lost.startedAt,
    })),
  );
}
