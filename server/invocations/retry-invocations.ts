import { appendEvents } from '../events/append-events.ts';
import type { ErrorBody } from '../errors.ts';
import type { ClaimedJob } from '../queue/boss.ts';
import { requeueJobs } from '../queue/job-table.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';

/** Attempts an invocation gets in all. */
export const MAX_ATTEMPTS = 3;

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 1_000;

/**
 * After an attempt was lost through no fault of the caller (its runner died): puts the run back for another attempt after
 * an exponential delay with jitter, always within a second. Its log says what happened. Returns the delay.
 */
export async function retryInvocation(runtime: Runtime, lost: { job: ClaimedJob; error: ErrorBody }): Promise<number> {
  const { job, error } = lost;
  const delayMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** job.retryCount) * (0.5 + Math.random() / 2);
  await appendEvents(runtime.sql, job.id, [
    { kind: 'log', data: { level: 'error', text: `attempt ${job.retryCount + 1} failed: ${error.message} Trying again in ${Math.round(delayMs)} ms.` } },
  ]);
  await requeueJobs(runtime.sql, INVOCATIONS, { jobs: [job], delayMs });
  return delayMs;
}
