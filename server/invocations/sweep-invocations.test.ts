import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { newUuid } from '../ids.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { listModels } from '../models/list-models.ts';
import { sweepInvocations } from './sweep-invocations.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let harbour: Harbour;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  harbour = await createHarbour(runtime, 'harbour');
});
afterAll(() => stop());

const month = '2001-03';
const partition = () => runtime.sql`select 1 from pg_tables where schemaname = 'partitions' and tablename = 'invocation_200103'`;

async function addOldRun(status: 'succeeded' | 'queued'): Promise<void> {
  const { versionId, modelId } = await runtime.db.version
    .findFirstOrThrow({ where: { teamId: harbour.teamId } })
    .then((version) => ({ versionId: version.id, modelId: version.modelId }));
  await runtime.sql`
    insert into invocation (id, team_id, model_id, version_id, status, source, inputs, created_at)
    select (left(partitions.uuid_at(${month + '-10T00:00:00Z'}::timestamptz)::text, 14) || right(${newUuid()}, 22))::uuid,
      ${harbour.teamId}::uuid, ${modelId}::uuid, ${versionId}::uuid, ${status}::"InvocationStatus", 'rest', '[]', now()`;
}

test('a month of runs past its time goes as a whole; one in which a run still waits loses only the others', async () => {
  await runtime.sql`select partitions.ensure(${month + '-01T00:00:00Z'}::timestamptz, ${month + '-01T00:00:00Z'}::timestamptz)`;
  await addOldRun('succeeded');
  await addOldRun('queued');
  await sweepInvocations(runtime);
  expect(await partition()).toHaveLength(1);
  const left = await runtime.sql`select status::text as status from invocation where id < partitions.uuid_at('2002-01-01'::timestamptz)`;
  expect(left.map((row) => row.status as string)).toEqual(['queued']);
  await runtime.sql`update invocation set status = 'canceled' where status = 'queued'`;
  await sweepInvocations(runtime);
  expect(await partition()).toHaveLength(0);
});

test('hours that no page shows become days, days past their time go, and what stays last is when the model last ran', async () => {
  const { sql } = runtime;
  const [busy, idle, gone] = [newUuid(), newUuid(), newUuid()];
  for (const [id, name] of [
    [busy, 'busy'],
    [idle, 'idle'],
  ] as const)
    await runtime.db.model.create({ data: { id, teamId: harbour.teamId, name, liveName: name } });
  const add = (model: string, ago: string, last: string | null) => sql`
    insert into run_hour (model_id, hour, runs, last_at)
    select ${model}::uuid, date_trunc('day', now(), 'UTC') - ${ago}::interval, 2, date_trunc('day', now(), 'UTC') - ${last}::interval`;
  await add(busy, '0 hours', '0 hours');
  await add(busy, '5 hours', '5 hours');
  // The day before yesterday, in three of its hours, of which one was counted before times were kept.
  await add(busy, '48 hours', '47 hours 50 minutes');
  await add(busy, '31 hours', '30 hours 10 minutes');
  await add(busy, '30 hours', null);
  await add(busy, '40 days', '40 days');
  await add(idle, '41 days', '40 days 20 hours');
  await add(idle, '40 days', '39 days 20 hours');
  await add(gone, '1 hour', '1 hour');
  for (let round = 0; round < 2; round++) {
    await sweepInvocations(runtime);
    const rows = await sql`
      select m.name, r.runs, (date_trunc('day', now(), 'UTC') - r.hour)::text as ago, (date_trunc('day', now(), 'UTC') - r.last_at)::text as last
      from run_hour r left join model m on m.id = r.model_id order by m.name, r.hour`;
    expect(rows.map(({ name, runs, ago, last }) => [name, runs, ago, last])).toEqual([
      ['busy', 6, '2 days', '1 day 06:00:00'],
      ['busy', 2, '05:00:00', '05:00:00'],
      ['busy', 2, '00:00:00', '00:00:00'],
      ['idle', 0, '40 days', '39 days 20:00:00'],
    ]);
  }
  const idlest = (await listModels(harbour.ctx('viewer'), { team: harbour.team, search: 'idle' })).items[0];
  expect(idlest).toMatchObject({ runCount: 0, lastRunAt: expect.any(Date) });
});
