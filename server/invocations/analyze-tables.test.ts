import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { countWrites } from '../testing/count-writes.ts';
import { addJobs } from '../testing/add-jobs.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { analyzeTables } from './analyze-tables.ts';

let bench: TestRuntime;
let runtime: Runtime;
let table: string;

beforeAll(async () => {
  bench = await createTestRuntime();
  ({ runtime } = bench);
  table = `pgboss.${runtime.queue.invocations.table}`;
  await runtime.sql.unsafe(`alter table ${table} set (autovacuum_enabled = false)`);
});
afterAll(() => bench.stop());

const add = (jobs: number) =>
  addJobs(
    runtime,
    Array.from({ length: jobs }, () => ({ id: newUuid(), groupId: newUuid() })),
  );

test('a table that has filled is looked at, one that was written from end to end and stayed as large is not', async () => {
  await add(1_000);
  await countWrites(runtime.sql);
  expect(await analyzeTables(runtime)).toContain(table);

  for (let round = 0; round < 3; round++) await runtime.sql.unsafe(`update ${table} set priority = priority + 1`);
  await countWrites(runtime.sql);
  expect(await analyzeTables(runtime)).not.toContain(table);

  // A vacuum tells Postgres how many rows there are, and the planner nothing else.
  await add(800);
  await runtime.sql.unsafe(`vacuum ${table}`);
  await add(1_200);
  await countWrites(runtime.sql);
  expect(await analyzeTables(runtime)).toContain(table);
});
