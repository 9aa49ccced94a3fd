import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../server/ids.ts';
import { claimInvocations, type ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import { offersOf, tellOffers } from '../../server/invocations/worker-offers.ts';
import type { Runtime } from '../../server/runtime.ts';
import { slowModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel } from '../../server/testing/onnx/tiny-models.ts';
import { add, DispatchBench, steps } from '../testing/dispatch-bench.ts';

let bench: DispatchBench;
let runtime: Runtime;

beforeAll(async () => {
  bench = await DispatchBench.start();
  ({ runtime } = bench);
  bench.dispatcher.start();
});
afterAll(() => bench.stop());

const roomOf = (told: string, versionId: string) => new Map((JSON.parse(told) as [string, [string, number][]])[1]).get(versionId) ?? 0;
const stateOf = async (id: string) => (await runtime.queue.states([fromId('inv', id) ?? '']))[0]?.state;
/** When its job was claimed last; null while it waits. */
const startOf = async (jobId: string) => (await runtime.sql<{ at: Date | null }[]>`select started_on as at from pgboss.job where id = ${jobId}`)[0]?.at;
/** Runs wait for nobody: this many of the version are handed to the bench's worker. */
const offer = (versionId: string, room: number) => offersOf(runtime).hear(tellOffers(bench.workerId, new Map([[versionId, room]])));

test('with its results a worker offers to take more, and gets the next run with the bell', async () => {
  const versionId = await bench.addVersion('adder', addModel());
  expect((await bench.ended(await bench.create('adder', add(1, 2)))).status).toBe('succeeded');
  offersOf(runtime);
  // The first after the process began to listen.
  expect((await bench.ended(await bench.create('adder', add(1, 2)))).status).toBe('succeeded');
  await expect.poll(() => offersOf(runtime).take(versionId), { timeout: 1_000, interval: 5 }).toBe(bench.workerId);
  const view = await bench.ended(await bench.create('adder', add(2, 3)));
  expect([view.status, view.attempts]).toEqual(['succeeded', 1]);
  // Unheard it would have been found after a second at the earliest.
  expect(view.timings?.queuedMs).toBeLessThan(1_000);
});

test('while runs of a version wait in the queue none of it is offered, also when a claim did not come to the end of them', async () => {
  const versionId = await bench.addVersion('many', slowModel());
  await bench.dispatcher.pause();
  // More than it ever holds, by far.
  const ids = await Promise.all(Array.from({ length: 1_000 }, () => bench.create('many', steps(8))));
  const offered: number[] = [];
  const stop = runtime.bell.on('moorage_offers', (told) => told !== '' && offered.push(roomOf(told, versionId)), 60_000);
  bench.dispatcher.resume();
  await Promise.all(ids.slice(0, 100).map((id) => bench.ended(id)));
  const meanwhile = [...offered];
  expect((await runtime.queue.waiting([versionId])).get(versionId)).toBeGreaterThan(0);
  expect(meanwhile.length).toBeGreaterThan(0);
  expect(meanwhile).toEqual(meanwhile.map(() => 0));
  for (const id of ids) expect((await bench.ended(id)).status).toBe('succeeded');
  const later = async () => {
    await bench.ended(await bench.create('many', steps(1)));
    return offered.at(-1);
  };
  await expect.poll(later, { timeout: 5_000 }).toBeGreaterThan(0);
  stop();
});

test('of more than it has room for a worker puts back the rest, and each run ends once', async () => {
  const versionId = await bench.addVersion('much', addModel());
  offer(versionId, 1_000);
  const ids = await Promise.all(Array.from({ length: 300 }, (_, i) => bench.create('much', add(i, 1))));
  for (const id of ids) expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});

test('a run that is this worker’s by a ring it never heard is found, and loses no attempt', async () => {
  await bench.addVersion('unheard', addModel());
  expect((await bench.ended(await bench.create('unheard', add(1, 2)))).status).toBe('succeeded');
  await bench.dispatcher.pause();
  const id = await bench.create('unheard', add(1, 2));
  // In this worker's name, which knows nothing of it.
  const claim = () => claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 10, workerId: bench.workerId });
  await expect.poll(async () => (await claim()).map(({ job }) => job.id), { timeout: 5_000 }).toEqual([fromId('inv', id)]);
  bench.dispatcher.resume();
  expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});

test('a ring that comes after its run was given up as unheard brings it no second time', async () => {
  const versionId = await bench.addVersion('late', slowModel());
  expect((await bench.ended(await bench.create('late', steps(1)))).status).toBe('succeeded');
  const counted = () => bench.dispatcher.loads().find((load) => load.versionId === versionId)?.runs;
  await expect.poll(counted).toBe(1);
  await bench.dispatcher.pause();
  const id = await bench.create('late', steps(2_000));
  const claimed: ClaimedInvocation[] = [];
  const claim = () => claimInvocations(runtime, { batchSize: 10, rooms: new Map(), roomOfOthers: 10, workerId: bench.workerId });
  await expect.poll(async () => claimed.push(...(await claim())), { timeout: 5_000 }).toBe(1);
  const [{ job, tensors, data, createdAt }] = claimed as [ClaimedInvocation];
  const unheardAt = await startOf(job.id);
  bench.dispatcher.resume();
  await expect.poll(() => startOf(job.id), { timeout: 5_000, interval: 10 }).not.toEqual(unheardAt);
  const told = [job.id, versionId, tensors, data?.toString('base64') ?? null, null, null, 0, null];
  await runtime.sql`select pg_notify('moorage_work', ${JSON.stringify([bench.workerId, createdAt, told])})`;
  expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
  // Behind whatever else of it came.
  expect((await bench.ended(await bench.create('late', steps(1)))).status).toBe('succeeded');
  // What is measured is a tenth of a second old at most.
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(counted()).toBe(3);
});

test('beside other workers only what starts at once is offered', async () => {
  const versionId = await bench.addVersion('shared', slowModel());
  const other = await bench.startOther();
  await runtime.bell.ring('moorage_versions');
  const rooms: number[] = [];
  const stop = runtime.bell.on('moorage_offers', (told) => told !== '' && rooms.push(roomOf(told, versionId)), 60_000);
  const offered = async () => {
    await bench.ended(await bench.create('shared', steps(1)));
    return rooms.at(-1);
  };
  await expect.poll(offered, { timeout: 5_000 }).toBe(1);
  stop();
  await other.drain(2_000);
});

test('a worker that takes no more work puts back what it is handed, and goes on with it when it resumes', async () => {
  const versionId = await bench.addVersion('paused', slowModel());
  await bench.dispatcher.pause();
  offer(versionId, 10);
  const id = await bench.create('paused', steps(1));
  await expect.poll(() => stateOf(id), { timeout: 5_000 }).toBe('created');
  bench.dispatcher.resume();
  expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});
