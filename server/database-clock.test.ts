import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DatabaseClock } from './database-clock.ts';
import type { Sql } from './db.ts';
import { createTestRuntime, type TestRuntime } from './testing/create-test-runtime.ts';

let bench: TestRuntime;
/** What the way back from the database takes longer, and how far its clock has been set ahead. */
const way = { backMs: 0, aheadMs: 0, looks: 0 };

beforeAll(async () => {
  bench = await createTestRuntime();
});
afterAll(() => bench.stop());
afterEach(() => void vi.useRealTimers());

const sql = (async (parts: TemplateStringsArray) => {
  const rows = await bench.runtime.sql<{ ms: number }[]>(parts);
  await new Promise((resolve) => setTimeout(resolve, way.backMs));
  way.looks++;
  return rows.map(({ ms }) => ({ ms: ms + way.aheadMs }));
}) as unknown as Sql;

async function lookAgain(): Promise<void> {
  const { looks } = way;
  vi.advanceTimersByTime(10_000);
  await vi.waitUntil(() => way.looks > looks, { timeout: 5_000 });
  await new Promise((resolve) => setImmediate(resolve));
}

test('a slow answer does not spoil what a quick one told; a clock that was set is followed all the same', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const clock = await DatabaseClock.start(sql);
  const offBy = async () => {
    const [row] = await bench.runtime.sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    return Math.abs(clock.now() - way.aheadMs - (row?.ms ?? 0));
  };
  expect(await offBy()).toBeLessThan(100);
  way.backMs = 400;
  await lookAgain();
  expect(await offBy()).toBeLessThan(100);
  way.aheadMs = 5_000;
  await lookAgain();
  expect(await offBy()).toBeLessThan(400);
  clock.stop();
});
