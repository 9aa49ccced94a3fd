import { expect, test } from 'vitest';
import { FlushQueue } from './flush-queue.ts';

/** A queue whose flushes last until they are let go. */
function heldQueue(options: { maxBatch: number }) {
  const flushed: number[][] = [];
  const goOn: (() => void)[] = [];
  const queue = new FlushQueue<number, number>(async (items) => {
    flushed.push(items);
    await new Promise<void>((resolve) => goOn.push(resolve));
    return items.map((item) => item * 10);
  }, options);
  return { queue, flushed, goOn: () => goOn.shift()?.() };
}

const HOUR = 3_600_000;
const soon = { timeout: 2_000, interval: 1 };

test('what arrives while a flush is under way goes together, each with its own answer', async () => {
  const { queue, flushed, goOn } = heldQueue({ maxBatch: 10 });
  const first = queue.push(1);
  await expect.poll(() => flushed, soon).toEqual([[1]]);
  const rest = [queue.push(2), queue.push(3, HOUR)];
  goOn();
  await expect.poll(() => flushed, soon).toEqual([[1], [2, 3]]);
  goOn();
  expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30]);
});

test('what has time waits for others, and is written when it has none left', async () => {
  const { queue, flushed, goOn } = heldQueue({ maxBatch: 10 });
  const patient = [queue.push(1, HOUR), queue.push(2, HOUR)];
  const pushedAt = performance.now();
  void queue.push(3, 40);
  await expect.poll(() => flushed, soon).toEqual([[1, 2, 3]]);
  expect(performance.now() - pushedAt).toBeGreaterThan(38);
  // It is not written because a flush has just ended, either.
  void queue.push(4, HOUR);
  goOn();
  expect(await Promise.all(patient)).toEqual([10, 20]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(flushed).toHaveLength(1);
  void queue.push(5);
  await expect
    .poll(() => flushed, soon)
    .toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
});

test('a full batch goes at once, and one flush at a time', async () => {
  const { queue, flushed, goOn } = heldQueue({ maxBatch: 2 });
  for (const item of [1, 2, 3, 4, 5]) void queue.push(item, item === 5 ? 30 : HOUR);
  await expect.poll(() => flushed, soon).toEqual([[1, 2]]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(flushed).toEqual([[1, 2]]);
  goOn();
  await expect
    .poll(() => flushed, soon)
    .toEqual([
      [1, 2],
      [3, 4],
    ]);
  goOn();
  await expect.poll(() => flushed, soon).toHaveLength(3);
});
