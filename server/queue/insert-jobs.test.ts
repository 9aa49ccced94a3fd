import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { insertStatement } from './insert-jobs.ts';
import { INVOCATIONS } from './jobs.ts';

let bench: TestRuntime;

beforeAll(async () => {
  bench = await createTestRuntime();
});
afterAll(() => bench.stop());

test('a job is the one pg-boss would have made, without a payload', async () => {
  const { sql, queue } = bench.runtime;
  const [ours, theirs, group] = [newUuid(), newUuid(), newUuid()];
  await queue.insert(INVOCATIONS, [{ id: theirs, groupId: group, priority: 7 }], sql);
  await sql.unsafe(
    `with new as (select $1::uuid as id, $2::text as group_id, 7 as priority, null::text as worker), queued as (${insertStatement(queue.invocations, 'new')}) select 1 as one`,
    [ours, group],
  );

  const job = async (id: string) => {
    const [row] = await sql`
      select *, now() - created_on between interval '0' and interval '1 minute' as "isNew", start_after - created_on as "startsAfter", keep_until - start_after as "isKept"
      from ${sql.unsafe(`pgboss.${queue.invocations.table}`)} where id = ${id}`;
    return { ...row, id: null, data: null, created_on: null, start_after: null, keep_until: null };
  };
  expect(await job(ours)).toEqual(await job(theirs));
  expect(await job(ours)).toMatchObject({ name: INVOCATIONS, isNew: true, priority: 7, group_id: group, isKept: '30 days' });
});
