import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../../server/context.ts';
import { appendEvents } from '../../server/events/append-events.ts';
import { newUuid } from '../../server/ids.ts';
import { cancelInvocation } from '../../server/invocations/cancel-invocation.ts';
import { createInvocation } from '../../server/invocations/create-invocation.ts';
import { finishInvocations } from '../../server/invocations/finish-invocations.ts';
import { getInvocation } from '../../server/invocations/get-invocation.ts';
import { readTensors } from '../../server/invocations/read-tensor.ts';
import type { BinaryTensor, InvocationView } from '../../server/invocations/schema.ts';
import { waitInvocation } from '../../server/invocations/wait-invocation.ts';
import type { Runtime } from '../../server/runtime.ts';
import { bytesSource } from '../../server/signatures/byte-source.ts';
import { readSignature } from '../../server/signatures/read-signature.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { createTestRuntime } from '../../server/testing/create-test-runtime.ts';
import { crashesAtRunModel, slowModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel, identityModel } from '../../server/testing/onnx/tiny-models.ts';
import { Fleet } from '../fleet/fleet.ts';
import { startRunner, type Runner } from '../runtime/runner-process.ts';
import { detectSandbox } from '../runtime/sandbox/detect-sandbox.ts';
import { Dispatcher } from './dispatcher.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEAM = 'dispatch';
let folder: string;
let runtime: Runtime;
let stop: () => Promise<void>;
let dispatcher: Dispatcher;
let fleet: Fleet;
let ctx: Ctx;
const teamId = newUuid();
const models = new Map<string, { signature: Signature; file: string; sizeBytes: number }>();
const runners = new Map<string, Runner>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dispatch-'));
  const testing = await createTestRuntime({ MOORAGE_RUN_TIMEOUT_MS: '4000' }, 'worker');
  ({ runtime, stop } = testing);
  await runtime.db.team.create({ data: { id: teamId, name: TEAM } });
  ctx = {
    runtime,
    actor: { kind: 'key', keyId: newUuid(), teamId, team: TEAM, role: 'developer', name: 'test' },
    requestId: 'req',
    address: null,
    source: 'rest',
  };
  const sandbox = await detectSandbox();
  fleet = new Fleet({
    budgetBytes: 8e9,
    onChange: () => undefined,
    load: async (versionId) => {
      const model = models.get(versionId);
      if (!model) throw new Error('no such version');
      const files = [{ name: 'model.onnx', path: model.file, sizeBytes: model.sizeBytes }];
      const runner = await startRunner({
        root: ROOT,
        sandbox,
        files,
        workFolder: path.join(folder, 'work'),
        memoryLimitBytes: 2e9,
        threads: 1,
        onLog: () => undefined,
      });
      await runner.load(model.signature, { timeoutMs: 20_000 });
      runners.set(versionId, runner);
      return { runner, device: 'cpu' };
    },
  });
  dispatcher = new Dispatcher(runtime, fleet, newUuid());
  dispatcher.start();
});
afterAll(async () => {
  await dispatcher.drain(2_000);
  await fleet.stop();
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

async function addVersion(name: string, bytes: Uint8Array): Promise<string> {
  const modelId = newUuid();
  const versionId = newUuid();
  const file = path.join(folder, `${name}.onnx`);
  writeFileSync(file, bytes);
  const signature = await readSignature([{ name: 'model.onnx', source: bytesSource(bytes) }]);
  models.set(versionId, { signature, file, sizeBytes: bytes.byteLength });
  await runtime.db.model.create({ data: { id: modelId, teamId, name, liveName: name, activeVersionId: versionId } });
  await runtime.db.version.create({
    data: {
      id: versionId,
      modelId,
      teamId,
      number: 1,
      status: 'ready',
      sizeBytes: BigInt(bytes.byteLength),
      createdBy: {},
      signature: JSON.parse(JSON.stringify(signature)) as object,
    },
  });
  return versionId;
}

const fp32 = (name: string, shape: number[], values: number[]): BinaryTensor => ({
  name,
  datatype: 'FP32',
  shape,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
const add = (a: number, b: number) => [fp32('x', [1, 2], [a, a]), fp32('y', [1, 2], [b, b])];
const steps = (count: number): BinaryTensor[] => [
  { name: 'steps', datatype: 'INT64', shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(count)).buffer) },
  fp32('x', [], [2]),
];
const int32 = (name: string, value: number): BinaryTensor => ({ name, datatype: 'INT32', shape: [1], bytes: new Uint8Array(Int32Array.of(value).buffer) });
const divide = (a: number, b: number) => [int32('x', a), int32('y', b)];

const create = async (model: string, inputs: BinaryTensor[]) => (await createInvocation(ctx, { team: TEAM, model, inputs })).id;
const ended = (id: string, timeoutMs = 15_000): Promise<InvocationView> => waitInvocation(ctx, { team: TEAM, id, timeoutMs });
const running = (id: string) => expect.poll(async () => (await getInvocation(ctx, { team: TEAM, id })).status, { timeout: 10_000 }).toBe('running');

test('many runs of two versions all succeed, each with its own answer', async () => {
  await addVersion('adder', addModel());
  await addVersion('echo', identityModel('FP32'));
  const ids = await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? create('adder', add(i, 1)) : create('echo', [fp32('x', [1], [i])]))));
  for (const [i, id] of ids.entries()) {
    expect((await ended(id)).status).toBe('succeeded');
    const [output] = await readTensors(ctx, { team: TEAM, id, side: 'outputs' });
    const bytes = output?.bytes ?? new Uint8Array(0);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true)).toBe(i % 2 ? i + 1 : i);
  }
});

test('inputs and outputs too large for a row travel as blobs and come back equal', async () => {
  const values = Array.from({ length: 500_000 }, (_, i) => i / 7);
  const sent = fp32('x', [values.length], values);
  const id = await create('echo', [sent]);
  expect((await ended(id)).status).toBe('succeeded');
  const [output] = await readTensors(ctx, { team: TEAM, id, side: 'outputs' });
  expect(Buffer.compare(Buffer.from(output?.bytes ?? []), Buffer.from(sent.bytes))).toBe(0);
});

test('a canceled run stops within a second, those behind it go on, and one still waiting never runs', async () => {
  await addVersion('slow', slowModel());
  const endless = await create('slow', steps(1_000_000));
  await running(endless);
  const waiting = await create('slow', steps(1));
  const mate = await create('slow', steps(1));
  await cancelInvocation(ctx, { team: TEAM, id: waiting });
  const at = Date.now();
  await cancelInvocation(ctx, { team: TEAM, id: endless });
  expect((await ended(mate)).status).toBe('succeeded');
  expect(Date.now() - at).toBeLessThan(3_000);
  expect((await getInvocation(ctx, { team: TEAM, id: waiting })).status).toBe('canceled');
  expect((await getInvocation(ctx, { team: TEAM, id: endless })).status).toBe('canceled');
  await expect(cancelInvocation(ctx, { team: TEAM, id: mate })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a run whose runner is killed succeeds on its second attempt, and its log says what happened', async () => {
  const versionId = [...models.keys()].at(-1) ?? '';
  const id = await create('slow', steps(900));
  await running(id);
  process.kill(await runnerPid(versionId), 'SIGKILL');
  const view = await ended(id);
  expect([view.status, view.attempts]).toEqual(['succeeded', 2]);
  const events = await runtime.db.event.findMany({ where: { kind: 'log' } });
  expect(events.some((event) => JSON.stringify(event.data).includes('SIGKILL'))).toBe(true);
});

async function runnerPid(versionId: string): Promise<number> {
  const { readdirSync, readFileSync } = await import('node:fs');
  const { file } = models.get(versionId) as { file: string };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file) || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('runners/')) return Number(pid);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error('the runner was not found');
}

test('a run over its time fails with TIMEOUT and is not tried again', async () => {
  const view = await ended(await create('slow', steps(1_000_000)), 20_000);
  expect([view.status, view.error?.code, view.attempts]).toEqual(['failed', 'TIMEOUT', 1]);
});

test('an input that kills its runner fails alone after three attempts, and three deaths open the circuit', async () => {
  const versionId = await addVersion('poison', crashesAtRunModel());
  const [bad, good] = await Promise.all([create('poison', divide(-(2 ** 31), -1)), create('poison', divide(6, 2))]);
  expect((await ended(good)).status).toBe('succeeded');
  const view = await ended(bad);
  expect([view.status, view.error?.code, view.attempts]).toEqual(['failed', 'RUNNER_CRASHED', 3]);
  await expect
    .poll(() => runtime.db.version.findUniqueOrThrow({ where: { id: versionId } }).then((row) => row.health), { timeout: 5_000 })
    .toBe('circuit_open');
  await expect
    .poll(
      () =>
        create('poison', divide(6, 2)).then(
          () => 'ok',
          (error: { code: string }) => error.code,
        ),
      { timeout: 5_000 },
    )
    .toBe('CIRCUIT_OPEN');
  expect((await ended(await create('adder', add(1, 2)))).status).toBe('succeeded');
});

test('a stale attempt changes nothing', async () => {
  const id = await create('echo', [fp32('x', [1], [1])]);
  const view = await ended(id);
  const row = await runtime.db.invocation.findFirstOrThrow({ orderBy: { id: 'desc' } });
  const settled = await finishInvocations(runtime, [
    {
      job: { id: row.id, retryCount: 0, groupId: null, data: null },
      status: 'failed',
      outputs: null,
      error: null,
      timings: { queuedMs: 0, loadMs: 0, preMs: 0, runMs: 0, postMs: 0, totalMs: 0 },
      workerId: null,
      startedAt: new Date(),
    },
  ]);
  expect(settled.size).toBe(0);
  expect((await getInvocation(ctx, { team: TEAM, id })).status).toBe(view.status);
});

test('events of one subject are numbered without gaps, however many write at once', async () => {
  const subject = newUuid();
  await Promise.all(Array.from({ length: 20 }, (_, i) => appendEvents(runtime.sql, subject, [{ kind: 'log', data: { level: 'info', text: String(i) } }])));
  const rows = await runtime.db.event.findMany({ where: { subject }, orderBy: { seq: 'asc' } });
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test('every backend of the database cut off while runs go: all of them still end, once', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, (_, i) => create('adder', add(i, 1))));
  await runtime.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.catch(
    () => undefined,
  );
  // A caller whose own connection was cut asks again, as a door's client would.
  for (const id of ids)
    await expect
      .poll(
        () =>
          ended(id, 1_000).then(
            (view) => view.status,
            () => 'cut off',
          ),
        { timeout: 30_000 },
      )
      .toBe('succeeded');
}, 60_000);
