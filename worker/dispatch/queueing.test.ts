import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../../server/runtime.ts';
import { cancelInvocation } from '../../server/invocations/cancel-invocation.ts';
import { reclaimInvocations } from '../../server/invocations/reclaim-invocations.ts';
import { expireInvocations } from '../../server/invocations/expire-invocations.ts';
import { claimInvocations } from '../../server/invocations/claim-invocations.ts';
import { releaseJobs, requeueJobs } from '../../server/queue/job-table.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import { fromId, newUuid } from '../../server/ids.ts';
import { closeCircuit } from '../../server/versions/close-circuit.ts';
import { crashesAtRunModel, slowModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel, identityModel } from '../../server/testing/onnx/tiny-models.ts';
import { add, DispatchBench, divide, fp32, steps } from '../testing/dispatch-bench.ts';
import { StartedFile, takeStarted } from './started-file.ts';

let bench: DispatchBench;
let runtime: Runtime;

beforeAll(async () => {
  bench = await DispatchBench.start();
  ({ runtime } = bench);
});
afterAll(() => bench.stop());

test('what is claimed comes by priority, then in the order it was sent', async () => {
  await bench.addVersion('ordered', addModel());
  const sent = [];
  for (const priority of [0, 5, -5, 5]) sent.push(await bench.create('ordered', add(1, 2), { priority }));
  const claimed = await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: newUuid() });
  expect(claimed.map((item) => item.priority)).toEqual([5, 5, 0, -5]);
  expect(claimed[0]!.job.id < claimed[1]!.job.id).toBe(true);
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    claimed.map((item) => item.job),
  );
  expect(sent).toHaveLength(4);
  expect(await runtime.sql`select runs from run_hour`).toMatchObject([{ runs: 4 }]);
});

test('a run that is put back without having started loses no attempt, and a stale worker cannot put back what is claimed anew', async () => {
  const first = await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: newUuid() });
  expect(first.map((item) => item.job.retryCount)).toEqual([0, 0, 0, 0]);
  const dead = newUuid();
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    first.map((item) => item.job),
  );
  const second = await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: dead });
  expect(second.map((item) => item.job.retryCount)).toEqual([0, 0, 0, 0]);
  expect(await reclaimInvocations(runtime, [newUuid()], () => null)).toBe(0);
  expect(await reclaimInvocations(runtime, [dead], () => null)).toBe(4);
  const third = await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: newUuid() });
  expect(third.map((item) => item.job.retryCount)).toEqual([1, 1, 1, 1]);
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    second.map((item) => item.job),
  );
  expect(await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: newUuid() })).toEqual([]);
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    third.map((item) => item.job),
  );
});

test('of the runs of a worker that is gone those lose an attempt that it had given to a runner, or all where that is not known', async () => {
  const claim = (workerId: string) => claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId });
  const [dead, unknown] = [newUuid(), newUuid()];
  const before = new Map((await claim(dead)).map(({ job }) => [job.id, job.retryCount]));
  const [first = '', second = '', ...others] = before.keys();
  const file = new StartedFile(bench.folder, dead);
  file.write([...others, first, second]);
  file.write([first, second]);
  expect(await reclaimInvocations(runtime, [dead], (workerId) => takeStarted(bench.folder, workerId))).toBe(4);
  const after = new Map((await claim(unknown)).map(({ job }) => [job.id, job.retryCount]));
  const lost = (id: string) => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  expect([lost(first), lost(second), ...others.map(lost)]).toEqual([1, 1, 0, 0]);
  // It is taken once: whatever comes of these runs now, that worker has no part in it.
  expect(takeStarted(bench.folder, dead)).toBeNull();
  await reclaimInvocations(runtime, [unknown], (workerId) => takeStarted(bench.folder, workerId));
  const third = await claim(newUuid());
  expect(third.map(({ job }) => job.retryCount)).toEqual(third.map(({ job }) => (after.get(job.id) ?? 0) + 1));
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    third.map((item) => item.job),
  );
});

test('a run that waits for its next attempt says how many it has had, and so does one that is canceled then', async () => {
  await bench.addVersion('again', addModel());
  const id = await bench.create('again', add(1, 2));
  const claimed = await claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 64, workerId: newUuid() });
  const mine = claimed.map(({ job }) => job).filter((job) => job.id === fromId('inv', id));
  await requeueJobs(runtime.sql, INVOCATIONS, { jobs: mine, delayMs: 60_000 });
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    claimed.map(({ job }) => job),
  );
  expect(await bench.get(id)).toMatchObject({ status: 'queued', attempts: 1 });
  expect(await cancelInvocation(await bench.actAs('dispatch'), { team: 'dispatch', id })).toMatchObject({ status: 'canceled', attempts: 1 });
});

test('a run whose deadline comes before anybody takes it expires', async () => {
  await bench.addVersion('late', addModel());
  const id = await bench.create('late', add(1, 2), { timeoutMs: 1 });
  await expect.poll(() => expireInvocations(runtime), { timeout: 5_000 }).toBe(1);
  const view = await bench.get(id);
  expect([view.status, view.error?.code, view.attempts]).toEqual(['expired', 'DEADLINE_EXCEEDED', 0]);
  expect(await runtime.queue.states([fromId('inv', id) ?? ''])).toMatchObject([{ state: 'cancelled' }]);
});

test('a version takes no more runs than its settings let wait, and says when to come again', async () => {
  await bench.addVersion('narrow', addModel(), { settings: { maxWaiting: 2 } });
  await bench.create('narrow', add(1, 2));
  await bench.create('narrow', add(1, 2));
  await expect(bench.create('narrow', add(1, 2))).rejects.toMatchObject({ code: 'QUEUE_FULL', retryAfterSeconds: 5 });
});

test('the position in the queue counts what comes before: by priority, then by age', async () => {
  await bench.addVersion('queue', addModel());
  const low = await bench.create('queue', add(1, 2), { priority: -1 });
  const normal = await bench.create('queue', add(1, 2));
  const high = await bench.create('queue', add(1, 2), { priority: 9 });
  expect([(await bench.get(high)).queuePosition, (await bench.get(normal)).queuePosition, (await bench.get(low)).queuePosition]).toEqual([0, 1, 2]);
});

test('everything that waited is run once a worker takes work, the first runs measure how long the others will take', async () => {
  bench.dispatcher.start();
  await bench.addVersion('steady', slowModel());
  const ids = await Promise.all(Array.from({ length: 12 }, () => bench.create('steady', steps(10))));
  for (const id of ids) expect((await bench.ended(id)).status).toBe('succeeded');
  const load = () => bench.dispatcher.loads().find((candidate) => candidate.runs >= 12);
  await expect.poll(load, { timeout: 2_000 }).toMatchObject({ runMs: expect.any(Number) as number, waiting: 0 });
  expect(load()?.perSecond).toBeGreaterThan(0);
});

test('of a version nothing is measured of a worker takes what it starts and as much again: the others wait for any worker', async () => {
  await bench.addVersion('unknown', slowModel());
  const ids = await Promise.all(Array.from({ length: 12 }, () => bench.create('unknown', steps(1_000_000))));
  const statuses = async () => (await Promise.all(ids.map((id) => bench.get(id)))).map(({ status }) => status);
  await expect.poll(() => bench.started().filter((id) => ids.includes(id)), { timeout: 10_000 }).toHaveLength(1);
  expect((await statuses()).filter((status) => status === 'queued')).toHaveLength(10);
  for (const id of ids) await cancelInvocation(await bench.actAs('dispatch'), { team: 'dispatch', id });
});

const profileOf = (runMs: number) => ({ batchable: false, axes: null, chosen: 1, threads: 1, reason: 'by hand', sizes: [{ size: 1, runMs }] });

test('what its deployment measured says how much a worker takes of a version before it has run here', async () => {
  const release = bench.holdLoads();
  await bench.addVersion('measured', addModel(), { batching: profileOf(50) });
  const ids = await Promise.all(Array.from({ length: 20 }, () => bench.create('measured', add(1, 2))));
  const queued = async () => (await Promise.all(ids.map((id) => bench.get(id)))).filter(({ status }) => status === 'queued').length;
  await expect.poll(queued, { timeout: 10_000 }).toBe(20 - 5);
  release();
  for (const id of ids) expect((await bench.ended(id)).status).toBe('succeeded');
});

test('what waits behind a run that takes longer than was thought goes back to the queue, and loses nothing', async () => {
  await bench.addVersion('longer', slowModel(), { batching: profileOf(0.1) });
  const ids: string[] = [];
  for (const count of [1_000_000, ...Array.from({ length: 11 }, () => 1)]) ids.push(await bench.create('longer', steps(count)));
  const views = () => Promise.all(ids.map((id) => bench.get(id)));
  await expect.poll(async () => (await views()).filter(({ status }) => status === 'queued').length, { timeout: 10_000 }).toBe(10);
  expect((await views()).map(({ queuePosition }) => queuePosition).slice(2)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await cancelInvocation(await bench.actAs('dispatch'), { team: 'dispatch', id: ids[0] ?? '' });
  const [, ...others] = await Promise.all(ids.map((id) => bench.ended(id)));
  expect(others.map(({ status, attempts }) => [status, attempts])).toEqual(others.map(() => ['succeeded', 1]));
});

test('a run is stopped at its deadline; those behind it go on', async () => {
  await bench.addVersion('bounded', slowModel());
  const endless = await bench.create('bounded', steps(1_000_000), { timeoutMs: 1_500 });
  const next = await bench.create('bounded', steps(1));
  const view = await bench.ended(endless);
  expect([view.status, view.error?.code]).toEqual(['failed', 'DEADLINE_EXCEEDED']);
  expect((await bench.ended(next)).status).toBe('succeeded');
});

test('one team with many runs waiting does not hold up another', async () => {
  await bench.addVersion('flood', slowModel(), { team: 'flooding' });
  await bench.addVersion('calm', identityModel('FP32'), { team: 'calm' });
  await bench.ended(await bench.create('calm', [fp32('x', [1], [1])], { team: 'calm' }), 15_000, 'calm');
  await Promise.all(Array.from({ length: 600 }, () => bench.create('flood', steps(20), { team: 'flooding' })));
  for (let i = 0; i < 5; i++) {
    const view = await bench.ended(await bench.create('calm', [fp32('x', [1], [i])], { team: 'calm' }), 5_000, 'calm');
    expect(view.status).toBe('succeeded');
  }
  const left = await runtime.sql`select 1 from invocation where status = 'queued' limit 500`;
  expect(left.length).toBeGreaterThan(300);
  await runtime.sql`update invocation set status = 'canceled', ended_at = now() where status = 'queued'`;
  await runtime.bell.ring('moorage_cancel');
});

test('two workers on one queue run everything once', async () => {
  await bench.addVersion('shared', identityModel('FP32'));
  const other = await bench.startOther();
  const ids = await Promise.all(Array.from({ length: 300 }, (_, i) => bench.create('shared', [fp32('x', [1], [i])])));
  for (const id of ids) {
    const view = await bench.ended(id);
    expect([view.status, view.attempts]).toEqual(['succeeded', 1]);
  }
  await other.drain(2_000);
});

test('three deaths open the circuit with the reason; runs that wait stay in the queue until its time is over', async () => {
  const versionId = await bench.addVersion('crashing', crashesAtRunModel());
  const bad = await bench.ended(await bench.create('crashing', divide(-(2 ** 31), -1)));
  expect([bad.status, bad.error?.code, bad.attempts]).toEqual(['failed', 'RUNNER_CRASHED', 3]);
  const row = () => runtime.db.version.findUniqueOrThrow({ where: { id: versionId } });
  await expect.poll(async () => (await row()).health, { timeout: 5_000 }).toBe('circuit_open');
  expect(JSON.stringify((await row()).circuit)).toMatch(/was killed by SIGFPE|ended with code/);
  await expect
    .poll(() => bench.create('crashing', divide(6, 2)).catch((error: { code: string; retryAfterSeconds: number }) => error), { timeout: 5_000 })
    .toMatchObject({ code: 'CIRCUIT_OPEN', why: expect.stringMatching(/SIGFPE|code/) as string });
  await runtime.db.version.update({ where: { id: versionId }, data: { circuit: { ...((await row()).circuit as object), until: new Date(0).toISOString() } } });
  await runtime.bell.ring('moorage_versions');
  await expect.poll(() => bench.create('crashing', divide(6, 2)).then((id) => bench.ended(id)), { timeout: 10_000 }).toMatchObject({ status: 'succeeded' });
  await expect.poll(async () => (await row()).health, { timeout: 5_000 }).toBe('ok');
});

test('a circuit that is closed by hand opens after three more deaths, not after one', async () => {
  const versionId = await bench.addVersion('forgiven', crashesAtRunModel());
  const health = () => runtime.db.version.findUniqueOrThrow({ where: { id: versionId } }).then((row) => row.health);
  const crash = () => bench.create('forgiven', divide(-(2 ** 31), -1));
  await bench.ended(await crash());
  await expect.poll(health, { timeout: 5_000 }).toBe('circuit_open');
  await closeCircuit(await bench.actAs('dispatch'), { team: 'dispatch', model: 'forgiven', version: 1 });
  const again = await crash();
  await expect.poll(async () => (await bench.get(again)).attempts, { timeout: 10_000, interval: 5 }).toBe(2);
  expect(await health()).toBe('ok');
  expect(await bench.ended(again)).toMatchObject({ status: 'failed', attempts: 3 });
  await expect.poll(health, { timeout: 5_000 }).toBe('circuit_open');
});

test('an input that kills the runner out of a batch fails alone; those that shared its call succeed', async () => {
  await bench.addVersion('stacked', crashesAtRunModel(), {
    settings: { batchDelayMs: 200 },
    batching: { batchable: true, axes: { inputs: { x: 0, y: 0 }, outputs: { quotient: 0 } }, chosen: 3, threads: 1, reason: 'by hand', sizes: [] },
  });
  await bench.ended(await bench.create('stacked', divide(8, 2)));
  // Three elements: of four the processor divides at once, without a fault.
  const ids = await Promise.all([1, 0, 4].map((a) => bench.create('stacked', a === 0 ? divide(-(2 ** 31), -1) : divide(a, 1))));
  const views = [];
  for (const id of ids) views.push(await bench.ended(id));
  expect(views.map((view) => view.status)).toEqual(['succeeded', 'failed', 'succeeded']);
  expect(views[1]?.error?.code).toBe('RUNNER_CRASHED');
  const events = await runtime.db.event.findMany({ where: { subject: fromId('inv', ids[0] ?? '') ?? '' } });
  expect(JSON.stringify(events.map((event) => event.data))).toMatch(/the runner died computing 3 runs in one call/);
});
