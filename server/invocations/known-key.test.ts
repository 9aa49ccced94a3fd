import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { createTestKey, startTestWeb, type TestWeb } from '../testing/start-test-web.ts';
import { deleteModel } from '../models/delete-model.ts';
import { forgetTargets } from '../versions/find-target.ts';
import { openCircuit } from '../versions/set-circuit.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let web: TestWeb;
let harbours = 0;

beforeAll(async () => {
  const testing = await createTestRuntime();
  ({ runtime } = testing);
  web = await startTestWeb(runtime);
  stop = async () => {
    await web.stop();
    await testing.stop();
  };
});
afterAll(() => stop());

const ERROR = { code: 'RUNNER_CRASHED' as const, message: 'The runner died.', cause: null, suggestions: [] };
const JSON_TYPE = { 'content-type': 'application/json' };
const tensor = (value: number) => ({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [value] }] });

/** A team without workers whose version takes two runs, of which nothing is run, and calls of it under one key. */
async function harbourOf(): Promise<{
  harbour: Harbour;
  call(value: number, more?: { key?: string; prefer?: string }): Promise<{ status: number; id?: string; code?: string }>;
  callBare(body: string): Promise<{ status: number; id?: string; code?: string }>;
  callBatch(values: number[]): Promise<{ status: number; ids?: string[]; code?: string }>;
  open(): Promise<void>;
}> {
  const harbour = await createHarbour(runtime, `keys-${++harbours}`);
  await runtime.db.version.updateMany({ where: { teamId: harbour.teamId }, data: { settings: { maxWaiting: 2 } } });
  const apiKey = await createTestKey(runtime, harbour.team, 'invoker');
  const post = async (door: string, body: string, headers: Record<string, string>) => {
    const answer = await web.call(`/api/v1/models/${harbour.ids.model}/${door}`, { key: apiKey, method: 'POST', headers, body });
    const said = (await answer.json()) as { id?: string; items?: { id: string }[]; error: { code: string } | null };
    return { status: answer.status, ...(said.error ? { code: said.error.code } : { id: said.id, ids: said.items?.map(({ id }) => id) }) };
  };
  return {
    harbour,
    call: (value, { key = 'key', prefer = 'respond-async' } = {}) =>
      post('invocations', JSON.stringify(tensor(value)), { ...JSON_TYPE, ...(key ? { 'idempotency-key': key } : {}), prefer }),
    callBare: (body) => post('invocations', body, { 'content-type': 'application/octet-stream', 'idempotency-key': 'bare', prefer: 'respond-async' }),
    callBatch: (values) => post('invocations/batch', JSON.stringify({ invocations: values.map(tensor) }), { ...JSON_TYPE, 'idempotency-key': 'batch' }),
    async open() {
      const { id } = await runtime.db.version.findFirstOrThrow({ where: { teamId: harbour.teamId } });
      await openCircuit(runtime, id, { error: ERROR, forMs: 60_000 });
      forgetTargets(runtime);
    },
  };
}

test('while the line is full, a call that was taken is answered with its run, and its key refuses another body', async () => {
  const { call } = await harbourOf();
  const first = await call(1);
  await call(2, { key: '' });
  expect(await call(3, { key: 'new' })).toMatchObject({ status: 429, code: 'QUEUE_FULL' });
  expect(await call(3, { key: '' })).toMatchObject({ status: 429 });
  expect(await call(1)).toMatchObject({ status: 202, id: first.id });
  expect(await call(1, { prefer: 'wait=1' })).toMatchObject({ status: 202, id: first.id });
  expect(await call(2)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_MISMATCH' });
  // After a day it is as free as any other.
  await runtime.sql`update idempotency_key set created_at = now() - interval '25 hours' where key = 'key'`;
  expect(await call(1)).toMatchObject({ status: 429 });
});

test('a call that waits is answered with the end of the run it made before', async () => {
  const { harbour, call, open } = await harbourOf();
  const { id } = await call(1);
  await runtime.sql`update invocation set status = 'canceled', ended_at = now() where team_id = ${harbour.teamId}::uuid and status = 'queued'`;
  await open();
  expect(await call(1, { prefer: 'wait=5' })).toMatchObject({ status: 200, id });
});

test('while the circuit is open, a call, one of bare bytes and a batch that were taken are answered with their runs', async () => {
  const { harbour, call, callBare, callBatch, open } = await harbourOf();
  await runtime.db.version.updateMany({ where: { teamId: harbour.teamId }, data: { settings: {} } });
  forgetTargets(runtime);
  const [first, bare, batch] = [await call(1), await callBare('1234'), await callBatch([1, 2])];
  await open();
  expect(await call(2, { key: 'new' })).toMatchObject({ status: 503, code: 'CIRCUIT_OPEN' });
  expect(await call(1)).toEqual(first);
  expect(await call(2)).toMatchObject({ status: 422 });
  expect(await callBare('1234')).toEqual(bare);
  expect(await callBare('4321')).toMatchObject({ status: 422 });
  expect(await callBatch([1, 2])).toEqual(batch);
  expect(await callBatch([1, 3])).toMatchObject({ status: 422 });
});

test('when the model was deleted since, the run is still what its key stands for, and only for its team', async () => {
  const { harbour, call } = await harbourOf();
  const first = await call(1);
  await deleteModel(harbour.ctx('admin'), { team: harbour.team, model: harbour.ids.model });
  expect(await call(1)).toEqual(first);
  expect(await call(1, { key: 'new' })).toMatchObject({ status: 404 });
  const others = await createTestKey(runtime, 'others', 'invoker');
  const headers = { ...JSON_TYPE, 'idempotency-key': 'key' };
  const answer = await web.call(`/api/v1/models/${harbour.ids.model}/invocations`, { key: others, method: 'POST', headers, body: JSON.stringify(tensor(1)) });
  expect(answer.status).toBe(404);
});
