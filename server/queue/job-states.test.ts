import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { addJobs } from '../testing/add-jobs.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { claimJobs } from './claim-jobs.ts';
import { statesStatement } from './job-states.ts';
import { requeueJobs } from './job-table.ts';
import { INVOCATIONS } from './jobs.ts';

const BATCH = 64;
let bench: TestRuntime;
let runtime: Runtime;

beforeAll(async () => {
  bench = await createTestRuntime();
  ({ runtime } = bench);
});
afterAll(() => bench.stop());

/** Jobs of one line, in commits of some each, as they arrive. */
async function add(groupId: string, count: number, priorityOf: (n: number) => number = () => 0): Promise<string[]> {
  const jobs = Array.from({ length: count }, (_, n) => ({ id: newUuid(), groupId, priority: priorityOf(n) }));
  for (let at = 0; at < count; at += BATCH) await addJobs(runtime, jobs.slice(at, at + BATCH));
  return jobs.map(({ id }) => id);
}

const claim = (groupId: string, batchSize: number) =>
  claimJobs(
    runtime.sql,
    { queue: runtime.queue.invocations, batchSize, rooms: new Map([[groupId, batchSize]]), roomOfOthers: 0, workerId: newUuid() },
    { join: '', select: '1 as one', owner: 'null::text' },
  );

test('the places told are the order in which jobs are claimed: by priority, by arrival, and within one commit', async () => {
  const line = newUuid();
  const ids = await add(line, 300, (n) => (n * 7) % 3);
  await add(newUuid(), 40);
  // A second attempt keeps its place by arrival.
  const again = (await claim(line, 5)).map((job) => ({ ...job, data: null }));
  await requeueJobs(runtime.sql, INVOCATIONS, { jobs: again, delayMs: 0 });
  const told = new Map((await runtime.queue.states(ids)).map(({ id, ahead }) => [id, ahead]));
  expect([...told.values()].sort((a, b) => a - b)).toEqual(ids.map((_, n) => n));
  const few = ids.filter((_, n) => n % 37 === 0);
  expect((await runtime.queue.states(few)).every(({ id, ahead }) => told.get(id) === ahead)).toBe(true);
  const claimed: string[] = [];
  for (const size of [1, 9, 60, 64, 64, 64, 64])
    claimed.push(...(await claim(line, size)).map(({ id }) => id).sort((a, b) => (told.get(a) ?? 0) - (told.get(b) ?? 0)));
  expect(claimed.map((id) => told.get(id))).toEqual(ids.map((_, n) => n));
});

test('who asks while others are answered shares one pass of the line with all that ask, and each is told of what was asked', async () => {
  const ids = await add(newUuid(), 200);
  const statements = vi.spyOn(runtime.sql, 'unsafe');
  try {
    const told = await Promise.all(ids.map((id) => runtime.queue.states([id, newUuid()])));
    expect(told.map((states) => states.map(({ id, ahead }) => [id, ahead]))).toEqual(ids.map((id, ahead) => [[id, ahead]]));
    expect(statements.mock.calls.length).toBeLessThanOrEqual(2);
  } finally {
    statements.mockRestore();
  }
});

test('jobs that are held are told with how many are', async () => {
  const line = newUuid();
  const ids = await add(line, 10);
  await claim(line, 4);
  const states = await runtime.queue.states(ids);
  expect(states.filter(({ state }) => state === 'active')).toHaveLength(4);
  expect(states.map(({ ahead, busy }) => ({ ahead, busy }))).toEqual(expect.arrayContaining(Array.from({ length: 6 }, (_, ahead) => ({ ahead, busy: 4 }))));
  expect(states.filter(({ state }) => state === 'active').map(({ ahead }) => ahead)).toEqual([0, 0, 0, 0]);
});

test('places at the end of a long line are counted in the index, once for all of them', async () => {
  const ids = await add(newUuid(), 10_000);
  const { invocations } = runtime.queue;
  await runtime.sql.unsafe(`vacuum analyze pgboss.${invocations.table}`);
  const pages = async (asked: string[]) => {
    const [plan] = await runtime.sql.unsafe<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }[]>(
      `explain (analyze, buffers, format json) ${statesStatement(invocations)}`,
      [asked] as never[],
      { prepare: true },
    );
    return plan!['QUERY PLAN'][0]!.Plan['Shared Hit Blocks']!;
  };
  // The jobs themselves lie on more than 300 pages, the index on about 100.
  const one = await pages(ids.slice(-1));
  expect(one).toBeLessThan(200);
  expect(await pages(ids.slice(-50))).toBeLessThan(one + 300);
  expect((await runtime.queue.states(ids.slice(-1)))[0]?.ahead).toBe(9_999);
});

test('whatever way the planner takes, a page of a long line is not counted job by job', async () => {
  const ids = await add(newUuid(), 10_000);
  const { invocations } = runtime.queue;
  const rows = await runtime.sql.begin(async (tx) => {
    // The way it took once with statistics of a single line.
    await tx`set local enable_indexscan = off`;
    await tx`set local enable_indexonlyscan = off`;
    await tx`set local enable_bitmapscan = off`;
    return tx.unsafe<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }[]>(`explain (analyze, buffers, format json) ${statesStatement(invocations)}`, [
      ids.filter((_, n) => n % 200 === 0),
    ] as never[]);
  });
  const { 'Shared Hit Blocks': pages = Infinity } = rows[0]?.['QUERY PLAN'][0]?.Plan ?? {};
  const [size] = await runtime.sql.unsafe<{ pages: number }[]>(`select (pg_relation_size('pgboss.${invocations.table}') / 8192)::int as pages`);
  expect(pages).toBeLessThan(8 * (size?.pages ?? 0));
});
