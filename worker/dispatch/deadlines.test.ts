import { afterAll, beforeAll, expect, test } from 'vitest';
import { slowModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel } from '../../server/testing/onnx/tiny-models.ts';
import { add, DispatchBench, steps } from '../testing/dispatch-bench.ts';

let bench: DispatchBench;

beforeAll(async () => {
  bench = await DispatchBench.start();
  bench.dispatcher.start();
});
afterAll(() => bench.stop());

/** Queues these while nothing is claimed, then lets them be claimed together, in this order. */
async function createTogether({ model, versionId }: { model: string; versionId: string }, runs: { steps: number; timeoutMs?: number }[]): Promise<string[]> {
  await bench.dispatcher.pause();
  const ids: string[] = [];
  for (const { steps: count, ...more } of runs) ids.push(await bench.create(model, steps(count), more));
  // None of them is on its way to the worker any more: it would be the first to start.
  const waiting = async () => (await bench.runtime.queue.waiting([versionId])).get(versionId);
  await expect.poll(waiting, { timeout: 5_000, interval: 5 }).toBe(ids.length);
  bench.dispatcher.resume();
  return ids;
}

/** Lets it be known what a short run takes: a runner is given those that fill a moment together. */
async function measure(of: { model: string; versionId: string }): Promise<void> {
  const short = Array.from({ length: 60 }, () => ({ steps: 1 }));
  for (const id of await createTogether(of, short)) await bench.ended(id);
}

test('runs whose deadline comes while their runner computes another expire by then, and nobody pays for it', async () => {
  const versionId = await bench.addVersion('shared', slowModel());
  const shared = { model: 'shared', versionId };
  await measure(shared);
  const pid = bench.runners.get(versionId)?.pid;
  // The runner is given the long one and those behind it together.
  const ids = await createTogether(shared, [{ steps: 15_000 }, ...Array.from({ length: 12 }, (_, i) => ({ steps: 1, ...(i % 2 ? { timeoutMs: 500 } : {}) }))]);
  const [long, ...short] = await Promise.all(ids.map((id) => bench.ended(id)));
  expect(long?.timings?.runMs).toBeGreaterThan(1_500);
  const hurried = short.filter((_, i) => i % 2);
  expect(hurried.map(({ status, error, attempts }) => [status, error?.code, attempts])).toEqual(hurried.map(() => ['expired', 'DEADLINE_EXCEEDED', 0]));
  for (const { endedAt } of hurried) expect(endedAt?.getTime()).toBeLessThan((long?.endedAt?.getTime() ?? 0) - 500);
  const patient = [long, ...short.filter((_, i) => i % 2 === 0)];
  expect(patient.map((run) => [run?.status, run?.attempts, run?.timings?.loadMs])).toEqual(patient.map(() => ['succeeded', 1, 0]));
  expect(bench.runners.get(versionId)?.pid).toBe(pid);
  expect(bench.runners.get(versionId)?.ended).toBe(false);
});

test('a run that is stopped at its deadline says since when it was computed', async () => {
  await bench.addVersion('stopped', slowModel());
  await bench.ended(await bench.create('stopped', steps(1)));
  const view = await bench.ended(await bench.create('stopped', steps(200_000), { timeoutMs: 1_000 }));
  expect([view.status, view.error?.code, view.attempts]).toEqual(['failed', 'DEADLINE_EXCEEDED', 1]);
  const { queuedMs, loadMs, runMs, totalMs } = view.timings ?? {};
  expect(runMs).toBeGreaterThan(300);
  expect((queuedMs ?? 0) + (loadMs ?? 0) + (runMs ?? 0)).toBeCloseTo(totalMs ?? 0);
  expect((view.endedAt?.getTime() ?? 0) - (view.startedAt?.getTime() ?? 0)).toBeGreaterThan((runMs ?? 0) - 50);
});

test('a run whose deadline comes while its version is loaded expires by then', async () => {
  const goOn = bench.holdLoads();
  await bench.addVersion('loading', addModel());
  const patient = await bench.create('loading', add(1, 2));
  const view = await bench.ended(await bench.create('loading', add(1, 2), { timeoutMs: 300 }), 5_000);
  expect([view.status, view.attempts]).toEqual(['expired', 0]);
  goOn();
  expect((await bench.ended(patient)).status).toBe('succeeded');
});

test('a file says which runs had started: not those that wait for the runner, whether it was given them or not', async () => {
  const noted = { model: 'noted', versionId: await bench.addVersion('noted', slowModel()) };
  const cold = await createTogether(noted, [{ steps: 2_000 }, { steps: 1 }, { steps: 1 }]);
  await expect.poll(() => bench.started(), { timeout: 10_000, interval: 10 }).toEqual([cold[0]]);
  for (const id of cold) await bench.ended(id);
  await measure(noted);
  const warm = await createTogether(noted, [{ steps: 2_000 }, { steps: 1 }, { steps: 1 }]);
  await expect.poll(() => bench.started(), { timeout: 10_000, interval: 10 }).toEqual([warm[0]]);
  for (const id of warm) await bench.ended(id);
});
