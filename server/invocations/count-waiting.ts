import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { findRates } from '../workers/find-rates.ts';
import type { Target } from '../versions/find-target.ts';

/** Most runs of one version that may wait where its settings say nothing. It also bounds what skipping a full version costs a claim. */
export const MAX_WAITING = 10_000;
const FRESH_MS = 500;

/**
 * Refuses when a version's waiting list is full. The count is read at most twice a second per version; between reads
 * every accepted run counts.
 * @throws QUEUE_FULL with a Retry-After
 */
export async function assertRoom(runtime: Runtime, target: Target): Promise<void> {
  const counts = runtime.once('waiting', () => new Map<string, { at: number; count: number }>());
  let entry = counts.get(target.versionId);
  if (!entry || Date.now() - entry.at > FRESH_MS) {
    const count = (await runtime.queue.waiting([target.versionId])).get(target.versionId) ?? 0;
    entry = { at: Date.now(), count };
    counts.set(target.versionId, entry);
  }
  const limit = target.settings.maxWaiting ?? MAX_WAITING;
  if (entry.count >= limit) {
    const { perSecond } = (await findRates(runtime)).get(target.versionId) ?? { perSecond: 0 };
    throw new AppError('QUEUE_FULL', `${entry.count} runs of ${target.model} v${target.version} are waiting; the limit is ${limit}.`, {
      suggestions: ['Try again later, send fewer at once, or raise the version’s waiting limit.'],
      // When about a tenth of them will have been run.
      retryAfterSeconds: perSecond > 0 ? Math.min(60, Math.max(1, Math.ceil(limit / 10 / perSecond))) : 5,
    });
  }
  entry.count++;
}
