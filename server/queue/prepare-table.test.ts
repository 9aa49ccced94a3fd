import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { prepareTable } from './prepare-table.ts';
import { INVOCATIONS } from './jobs.ts';

let bench: TestRuntime;

beforeAll(async () => {
  bench = await createTestRuntime();
});
afterAll(() => bench.stop());

test('every process may make sure of the indexes: the second finds those of the first', async () => {
  const { sql } = bench.runtime;
  const names = async () => {
    const { table } = await prepareTable(sql, INVOCATIONS);
    const rows = await sql<{ name: string }[]>`select indexname as name from pg_indexes where schemaname = 'pgboss' and tablename = ${table} order by 1`;
    return rows.map(({ name }) => name.slice(table.length + 1));
  };
  const first = await names();
  expect(first).toEqual(expect.arrayContaining(['claim', 'ids', 'pkey']));
  for (const unused of ['i7', 'i11', 'i15']) expect(first).not.toContain(unused);
  expect(await names()).toEqual(first);
});

test('no key makes Postgres look up the queue for every job', async () => {
  const { sql } = bench.runtime;
  const { table } = await prepareTable(sql, INVOCATIONS);
  expect(await sql`select conname from pg_constraint where contype = 'f' and conrelid = ${`pgboss.${table}`}::regclass`).toEqual([]);
});
