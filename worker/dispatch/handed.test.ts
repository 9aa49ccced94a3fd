import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../server/ids.ts';
import { claimInvocations } from '../../server/invocations/claim-invocations.ts';
import { offersOf, tellOffers } from '../../server/invocations/offers.ts';
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

const stateOf = async (id: string) => (await runtime.queue.states([fromId('inv', id) ?? '']))[0]?.state;
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

test('a worker that takes no more work puts back what it is handed, and goes on with it when it resumes', async () => {
  const versionId = await bench.addVersion('paused', slowModel());
  await bench.dispatcher.pause();
  offer(versionId, 10);
  const id = await bench.create('paused', steps(1));
  await expect.poll(() => stateOf(id), { timeout: 5_000 }).toBe('created');
  bench.dispatcher.resume();
  expect(await bench.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});
