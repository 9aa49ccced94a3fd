import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { newUuid } from '../ids.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
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
