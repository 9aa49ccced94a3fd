import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { findRates } from '../workers/find-rates.ts';
import type { Target } from '../versions/find-target.ts';

/** Most runs of one version that may wait where its settings say nothing. It also bounds what skipping a full version costs a claim. */
export const MAX_WAITING = 10_000;
const FRESH_MS = 500;
/** Nobody is refused by a count older than this: a list that was full a moment ago may be empty now. */
const REFUSING_MS = 50;

interface Count {
  count: number;
}

/**
 * Refuses when a version's waiting list has no room for so many more. The count is read twice a second per version, more
 * often while it is full, and anew for many at once; between reads every accepted run counts.
 * @throws QUEUE_FULL with a Retry-After, PAYLOAD_TOO_LARGE for more than may ever wait
 */
export async function assertRoom(runtime: Runtime, target: Target, runs = 1): Promise<void> {
  const limit = target.settings.maxWaiting ?? MAX_WAITING;
  if (runs > limit) {
    throw new AppError('PAYLOAD_TOO_LARGE', `The batch has ${runs} runs, and at most ${limit} of ${target.model} v${target.version} may wait.`, {
      suggestions: [`Send at most ${limit} at once, or raise the version’s waiting limit.`],
    });
  }
  let waiting = await countNow(runtime, target.versionId, runs === 1 ? FRESH_MS : 0);
  if (waiting.count + runs > limit) waiting = await countNow(runtime, target.versionId, REFUSING_MS);
  if (waiting.count + runs > limit) {
    const { perSecond } = (await findRates(runtime)).get(target.versionId) ?? { perSecond: 0 };
    const more = runs === 1 ? '' : `, with these there would be ${waiting.count + runs}`;
    throw new AppError('QUEUE_FULL', `${waiting.count} runs of ${target.model} v${target.version} are waiting${more}; the limit is ${limit}.`, {
      suggestions: ['Try again later, send fewer at once, or raise the version’s waiting limit.'],
      // When there will be room for all of these, and at least for a tenth of the limit.
      retryAfterSeconds: perSecond > 0 ? Math.min(60, Math.max(1, Math.ceil(Math.max(limit / 10, waiting.count + runs - limit) / perSecond))) : 5,
    });
  }
  waiting.count += runs;
}

/** How many wait, at most that old; calls of the same moment share one look. */
async function countNow(runtime: Runtime, versionId: string, freshMs: number): Promise<Count> {
  const counts = runtime.once('waiting', () => new Map<string, { at: number; count: Promise<Count> }>());
  const known = counts.get(versionId);
  if (known && performance.now() - known.at <= freshMs) return known.count;
  const at = performance.now();
  const count = runtime.queue.waiting([versionId]).then((found) => ({ count: found.get(versionId) ?? 0 }));
  counts.set(versionId, { at, count });
  count.catch(() => counts.delete(versionId));
  return count;
}
