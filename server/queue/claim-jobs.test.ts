import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { countWrites } from '../testing/count-writes.ts';
import { addJobs } from '../testing/add-jobs.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import type { ClaimedJob, Executor } from './boss.ts';
import { claimJobs, claimStatement, type JobClaim } from './claim-jobs.ts';
import { INVOCATIONS } from './jobs.ts';
import { vacuumQueue } from './vacuum-queue.ts';

const NOTHING = { join: '', select: '1 as one', owner: 'null::text' };
let claim: Omit<JobClaim, 'rooms'>;
const long = newUuid();
const short = newUuid();
let bench: TestRuntime;
let runtime: Runtime;
let last: string;

beforeAll(async () => {
  bench = await createTestRuntime();
  ({ runtime } = bench);
  claim = { queue: runtime.queue.invocations, batchSize: 64, roomOfOthers: 16, workerId: newUuid() };
  const jobs = Array.from({ length: 5_000 }, () => ({ id: newUuid(), groupId: long }));
  await addJobs(runtime, jobs);
  last = newUuid();
  await addJobs(runtime, [{ id: last, groupId: short }]);
  await runtime.sql`analyze pgboss.job`;
});
afterAll(() => bench.stop());

/** Pages one claim reads. */
async function pagesOf(rooms: Map<string, number>, { sql } = runtime): Promise<number> {
  const values = [JSON.stringify(Object.fromEntries(rooms)), claim.roomOfOthers, claim.batchSize, claim.workerId];
  const seen = { pages: 0 };
  await sql
    .begin(async (tx) => {
      const [row] = await tx.unsafe<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }[]>(
        `explain (analyze, buffers, format json) ${claimStatement(claim.queue, NOTHING)}`,
        values,
      );
      seen.pages = row?.['QUERY PLAN'][0]?.Plan['Shared Hit Blocks'] ?? Number.NaN;
      throw new Error('undone');
    })
    .catch((error: Error) => {
      if (error.message !== 'undone') throw error;
    });
  return seen.pages;
}

test('what a full version has waiting costs a claim nothing', async () => {
  // Reading past the long line would take hundreds of pages.
  expect(await pagesOf(new Map([[long, 0]]))).toBeLessThan(80);
});

test('a version beside the only one that waited when the table was last looked at is still found by key', async () => {
  await runtime.sql`delete from pgboss.job where id = ${last}::uuid`;
  await runtime.sql.unsafe(`vacuum analyze pgboss.${claim.queue.table}`);
  await addJobs(runtime, [{ id: last, groupId: short }]);
  const plans: string[] = [];
  await runtime.sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`;
    await tx.unsafe(`prepare claim (text, int, int, text) as ${claimStatement(claim.queue, NOTHING)}`);
    const rows = await tx.unsafe<{ 'QUERY PLAN': string }[]>(`explain execute claim ('{}', 16, 64, 'w')`);
    plans.push(rows.map((line) => line['QUERY PLAN']).join('\n'));
  });
  expect(plans.join()).toMatch(/_claim/);
  expect(plans.join()).not.toMatch(/_i\d+ /);
});

test('a long line does not keep another version from being seen', async () => {
  const claimed = await claimJobs(runtime.sql, { ...claim, rooms: new Map([[long, 40]]) }, NOTHING);
  expect(claimed.filter(({ groupId }) => groupId === long)).toHaveLength(40);
  expect(claimed.map(({ id }) => id)).toContain(last);
});

test('a version takes no more than it has room for, one that is not known as much as any, and one without room nothing', async () => {
  expect(await claimJobs(runtime.sql, { ...claim, rooms: new Map([[long, 0]]) }, NOTHING)).toEqual([]);
  expect(await claimJobs(runtime.sql, { ...claim, rooms: new Map([[long, 3]]) }, NOTHING)).toHaveLength(3);
  expect(await claimJobs(runtime.sql, { ...claim, rooms: new Map() }, NOTHING)).toHaveLength(16);
});

test('many versions share a batch in turns', async () => {
  const groups = Array.from({ length: 40 }, () => newUuid());
  const jobs = groups.flatMap((groupId) => Array.from({ length: 5 }, () => ({ id: newUuid(), groupId })));
  await addJobs(runtime, jobs);
  const claimed = await claimJobs(runtime.sql, { ...claim, rooms: new Map([[long, 0]]) }, NOTHING);
  expect(claimed).toHaveLength(64);
  expect(new Set(claimed.map(({ groupId }) => groupId)).size).toBe(40);
});

test('owners share a batch in turns, however many groups each has and however urgent it says they are', async () => {
  const groups = Array.from({ length: 5 }, () => newUuid());
  await addJobs(
    runtime,
    groups.flatMap((groupId, i) => Array.from({ length: 64 }, () => ({ id: newUuid(), groupId, priority: i === 0 ? 0 : 10 }))),
  );
  const rooms = new Map([...groups.map((group) => [group, 64] as const), [long, 0] as const]);
  const owner = `case when g.group_id = '${groups[0]}' then 'one' else 'many' end`;
  const claimed = await claimJobs(runtime.sql, { ...claim, rooms, roomOfOthers: 0 }, { ...NOTHING, owner });
  expect(claimed.filter(({ groupId }) => groupId === groups[0])).toHaveLength(32);
  for (const group of groups.slice(1)) expect(claimed.filter(({ groupId }) => groupId === group)).toHaveLength(8);
});

test('in a table nobody has looked at yet, what others have claimed costs a claim nothing', async () => {
  const fresh = await createTestRuntime();
  try {
    for (let round = 0; round < 600; round++) await addJobs(fresh.runtime, [{ id: newUuid(), groupId: short }]);
    for (let round = 0; round < 600; round++) await claimJobs(fresh.runtime.sql, { ...claim, batchSize: 1, rooms: new Map() }, NOTHING);
    await addJobs(fresh.runtime, [{ id: newUuid(), groupId: short }]);
    expect(await pagesOf(new Map([[short, 0]]), fresh.runtime)).toBeLessThan(20);
  } finally {
    await fresh.stop();
  }
});

test('what has ended since the last vacuum costs neither a claim nor a completion: both find their jobs by key', async () => {
  const table = `pgboss.${claim.queue.table}`;
  await runtime.sql.unsafe(`truncate ${table}`);
  await runtime.sql.unsafe(`alter table ${table} set (autovacuum_enabled = false)`);
  for (let round = 0; round < 12; round++) await complete(await claimSome(64), runtime.sql);
  await runtime.sql.unsafe(`analyze ${table}`);
  const plans: string[] = [];
  const values = [JSON.stringify({}), claim.roomOfOthers, claim.batchSize, claim.workerId];
  await insertSome(8);
  await explain(claimStatement(claim.queue, NOTHING), values, plans);
  const executor: Executor = {
    unsafe: async (text, given) => {
      await explain(text, given ?? [], plans);
      return runtime.sql.unsafe(text, given as never);
    },
  };
  await complete(await claimSome(0), executor);
  const [claimed = '', completed = ''] = plans;
  expect(completed).toMatch(/Index (Only )?Scan (using|on) \w+_pkey/);
  for (const plan of [claimed, completed]) expect(plan).not.toMatch(/_i14|_i15/);
});

test('what has ended is walked past by every claim until it is cleared away', async () => {
  // The table was truncated before: told after what follows, that would undo its counts.
  await countWrites(runtime.sql);
  // While somebody might still see them, no index drops them by itself.
  await runtime.sql.begin('isolation level repeatable read', async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`select 1 from version`;
    for (let round = 0; round < 90; round++) await complete(await claimSome(64), runtime.sql);
  });
  await countWrites(runtime.sql);
  // The first claim after them marks what it meets as dead.
  await pagesOf(new Map());
  const before = await pagesOf(new Map());
  expect(await vacuumQueue(runtime)).toBe(true);
  expect(await pagesOf(new Map())).toBeLessThan(before / 4);

  await countWrites(runtime.sql);
  expect(await vacuumQueue(runtime)).toBe(false);
});

async function insertSome(count: number): Promise<void> {
  await addJobs(
    runtime,
    Array.from({ length: count }, () => ({ id: newUuid(), groupId: short })),
  );
}

async function claimSome(count: number): Promise<ClaimedJob[]> {
  if (count > 0) await insertSome(count);
  const claimed = await claimJobs(runtime.sql, { ...claim, rooms: new Map([[short, 64]]) }, NOTHING);
  return claimed.map(({ id, retryCount, groupId }) => ({ id, retryCount, groupId: groupId ?? null, data: null }));
}

async function complete(jobs: ClaimedJob[], executor: Executor): Promise<void> {
  await runtime.queue.completeWith(INVOCATIONS, jobs, { executor, ctes: 'nothing as (select 1)', select: '1 as one', values: [] });
}

async function explain(text: string, values: unknown[], into: string[]): Promise<void> {
  const rows = await runtime.sql.unsafe<{ 'QUERY PLAN': string }[]>(`explain ${text}`, values as never);
  into.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
}
