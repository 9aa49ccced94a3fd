import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Ctx } from '../../server/context.ts';
import { appendEvents } from '../../server/events/append-events.ts';
import { newUuid } from '../../server/ids.ts';
import { cancelInvocation } from '../../server/invocations/cancel-invocation.ts';
import { finishInvocations } from '../../server/invocations/finish-invocations.ts';
import { readTensors } from '../../server/invocations/read-tensor.ts';
import type { Runtime } from '../../server/runtime.ts';
import { crashesAtRunModel, slowModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel, identityModel } from '../../server/testing/onnx/tiny-models.ts';
import { add, DispatchBench, divide, fp32, steps } from '../testing/dispatch-bench.ts';

const TEAM = 'dispatch';
let bench: DispatchBench;
let runtime: Runtime;
let ctx: Ctx;
let slow: string;

beforeAll(async () => {
  bench = await DispatchBench.start({ MOORAGE_RUN_TIMEOUT_MS: '4000' });
  ({ runtime } = bench);
  ctx = await bench.actAs(TEAM);
  bench.dispatcher.start();
});
afterAll(() => bench.stop());

const create: DispatchBench['create'] = (...given) => bench.create(...given);
const ended: DispatchBench['ended'] = (...given) => bench.ended(...given);
const addVersion: DispatchBench['addVersion'] = (...given) => bench.addVersion(...given);
const running = (id: string) => expect.poll(async () => (await bench.get(id)).status, { timeout: 10_000 }).toBe('running');

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

test('the rate of a version that had to be loaded does not count the loading', async () => {
  const versionId = await addVersion('cold', addModel());
  const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => create('cold', add(i, 1))));
  const runs = await Promise.all(ids.map((id) => ended(id)));
  const loadMs = Math.max(...runs.map(({ timings }) => timings?.loadMs ?? 0));
  const busyMs = () => {
    const load = bench.dispatcher.loads().find((one) => one.versionId === versionId);
    return load?.runs === ids.length ? (ids.length / load.perSecond) * 1_000 : Number.POSITIVE_INFINITY;
  };
  await expect.poll(busyMs).toBeLessThan(loadMs);
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
  slow = await addVersion('slow', slowModel());
  const endless = await create('slow', steps(1_000_000));
  await running(endless);
  const waiting = await create('slow', steps(1));
  const mate = await create('slow', steps(1));
  await cancelInvocation(ctx, { team: TEAM, id: waiting });
  const at = Date.now();
  await cancelInvocation(ctx, { team: TEAM, id: endless });
  expect((await ended(mate)).status).toBe('succeeded');
  expect(Date.now() - at).toBeLessThan(3_000);
  expect((await bench.get(waiting)).status).toBe('canceled');
  expect(await bench.get(endless)).toMatchObject({ status: 'canceled', attempts: 1, startedAt: expect.any(Date) as Date });
  await expect(cancelInvocation(ctx, { team: TEAM, id: mate })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a run whose runner is killed succeeds on its second attempt, and its log says what happened', async () => {
  const id = await create('slow', steps(3_000));
  // Claimed is not enough: a runner that dies before it has the run costs it nothing.
  await expect.poll(() => bench.started(), { timeout: 10_000, interval: 10 }).toEqual([id]);
  process.kill(bench.runners.get(slow)?.pid ?? 0, 'SIGKILL');
  const view = await ended(id);
  expect([view.status, view.attempts]).toEqual(['succeeded', 2]);
  const events = await runtime.db.event.findMany({ where: { kind: 'log' } });
  expect(events.some((event) => JSON.stringify(event.data).includes('SIGKILL'))).toBe(true);
});

test('runs wait for the instance that is loaded, not for one more that is still loading', async () => {
  await ended(await create('slow', steps(1)));
  const goOn = bench.holdLoads();
  const grown = bench.fleet.grow(slow);
  const ids = await Promise.all(Array.from({ length: 4 }, () => create('slow', steps(10))));
  const runs = await Promise.all(ids.map((id) => ended(id, 3_000)));
  goOn();
  await grown;
  expect(runs.map(({ status }) => status)).toEqual(ids.map(() => 'succeeded'));
});

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
      worker: null,
      startedAt: new Date(),
    },
  ]);
  expect(settled.size).toBe(0);
  expect((await bench.get(id)).status).toBe(view.status);
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

test('results of runs that waited long are recorded together', async () => {
  await addVersion('patient', slowModel());
  // About 20 ms each.
  const ids = await Promise.all(Array.from({ length: 70 }, () => create('patient', steps(200))));
  const runs = await Promise.all(ids.map((id) => ended(id, 30_000)));
  expect(runs.every(({ status }) => status === 'succeeded')).toBe(true);
  const longest = Math.max(...runs.map(({ timings }) => timings?.queuedMs ?? 0));
  const waited = runs.filter(({ timings }) => (timings?.queuedMs ?? 0) > longest / 2).map(({ endedAt }) => endedAt?.getTime() ?? 0);
  const apart = waited.toSorted((a, b) => a - b).filter((at, i, all) => at - (all[i - 1] ?? 0) > 4);
  expect(waited.length).toBeGreaterThan(10);
  expect(apart.length).toBeLessThan(waited.length * 0.8);
});

test('what was measured of versions that are neither loaded nor run is not kept for ever', async () => {
  const [gone, kept] = [await addVersion('gone', addModel()), await addVersion('kept', addModel())];
  for (const model of ['gone', 'kept']) expect((await ended(await create(model, add(1, 2)))).status).toBe('succeeded');
  const known = () => bench.dispatcher.loads().map(({ versionId }) => versionId);
  await bench.fleet.unload(gone);
  await runtime.bell.ring('moorage_versions');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(known()).toEqual(expect.arrayContaining([gone, kept]));
  // All of this process that remembers for a while goes by this clock: nothing may come after this test.
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
  try {
    await runtime.bell.ring('moorage_versions');
    await expect.poll(known).not.toContain(gone);
    expect(known()).toContain(kept);
    expect((await ended(await create('gone', add(1, 2)))).status).toBe('succeeded');
    expect(known()).toContain(gone);
  } finally {
    vi.restoreAllMocks();
  }
});
