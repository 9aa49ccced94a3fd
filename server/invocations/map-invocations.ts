import { setImmediate } from 'node:timers/promises';
import { AppError, isAppError } from '../errors.ts';

/** How long a long list may hold up what else this process does. */
const BREATH_MS = 15;
/** Begun together: those that fetch a file wait for it at the same time. */
const TOGETHER = 8;

/** Maps the items of a batch, and lets other work of the process in between. What one of them throws names its position. */
export async function mapInvocations<Item, Result>(items: readonly Item[], map: (item: Item) => Result | Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (let at = 0; at < items.length; at += TOGETHER) {
    const mapped = items.slice(at, at + TOGETHER).map(async (item, offset) => {
      try {
        return await map(item);
      } catch (error) {
        throw atPosition(error, at + offset);
      }
    });
    results.push(...(await Promise.all(mapped)));
    if (performance.now() - since < BREATH_MS) continue;
    await setImmediate();
    since = performance.now();
  }
  return results;
}

function atPosition(error: unknown, position: number): unknown {
  if (!isAppError(error)) return error;
  const { code, message, why, suggestions, retryAfterSeconds } = error;
  return new AppError(code, `invocations.${position}: ${message}`, {
    cause: why ?? undefined,
    suggestions,
    retryAfterSeconds: retryAfterSeconds ?? undefined,
  });
}
