import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { deploy, invoke, waitForEnd, waitForStatus, type Run } from './support/runs.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { slowModel } from '../server/testing/onnx/hard-models.ts';

test.describe.configure({ mode: 'serial' });

const STEPS_OF_A_SECOND = 600;

const slow = (steps: number) => [
  { name: 'steps', datatype: 'INT64', shape: [], data: [steps] },
  { name: 'x', datatype: 'FP32', shape: [], data: [3] },
];
const pair = (a: number, b: number) => [
  { name: 'x', datatype: 'FP32', shape: [1, 2], data: [a, a] },
  { name: 'y', datatype: 'FP32', shape: [1, 2], data: [b, b] },
];

test('a worker killed while it runs: the run completes on its second attempt, once', async ({ product }) => {
  await deploy(product, 'slow', slowModel());
  const run = await invoke(product, 'slow', slow(STEPS_OF_A_SECOND * 20));
  await waitForStatus(product, run.id, 'running');
  // Until a runner has it, a worker that ends costs it no attempt.
  await new Promise((resolve) => setTimeout(resolve, 500));
  product.kill('worker');
  const ended = await waitForEnd(product, run.id, 45_000);
  expect(ended.error).toBeNull();
  expect(ended.status).toBe('succeeded');
  expect(ended.attempts).toBe(2);
});

test('a run that is canceled while it runs ends within seconds, and the next one is served', async ({ product }) => {
  const run = await invoke(product, 'slow', slow(STEPS_OF_A_SECOND * 1000));
  await waitForStatus(product, run.id, 'running');
  const at = Date.now();
  expect((await product.json<Run>(`/invocations/${run.id}/cancel`, { method: 'POST', status: 200 })).status).toBe('canceled');
  expect(Date.now() - at).toBeLessThan(2_000);
  const next = await invoke(product, 'slow', slow(1));
  expect((await waitForEnd(product, next.id)).status).toBe('succeeded');
});

test('web killed while callers wait: what was acknowledged is there and ends, with one run per key', async ({ product }) => {
  await deploy(product, 'adder', addModel());
  const calls = Array.from({ length: 40 }, (_, i) => keyedCall(product, i));
  await new Promise((resolve) => setTimeout(resolve, 30));
  product.kill('web');
  const answers = await Promise.all(calls);
  await product.ready(60_000);
  // A caller without an answer asks again with the same key: it gets the run that was made, or one is made now.
  const again = await Promise.all(answers.map((id, i) => (id ? id : keyedCall(product, i))));
  expect(new Set(again).size).toBe(40);
  for (const [i, id] of again.entries()) {
    expect(id).not.toBeNull();
    const ended = await waitForEnd(product, id ?? '');
    expect(ended.status).toBe('succeeded');
    if (answers[i]) expect(answers[i]).toBe(id);
  }
});

test('Postgres killed under load: nothing acknowledged is lost, nothing completes twice, and it comes back by itself', async ({ product }) => {
  test.setTimeout(120_000);
  const acknowledged: string[] = [];
  let stop = false;
  const load = Array.from({ length: 8 }, async (_, worker) => {
    for (let i = 0; !stop; i++) {
      const id = await product
        .json<Run>('/models/adder/invocations', {
          method: 'POST',
          headers: { 'content-type': 'application/json', prefer: 'respond-async' },
          body: JSON.stringify({ inputs: pair(worker, i) }),
          status: 202,
        })
        .then((run) => run.id)
        .catch(() => null);
      if (id) acknowledged.push(id);
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = acknowledged.length;
  product.kill('postgres');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  stop = true;
  await Promise.all(load);
  await product.ready(60_000);
  expect(before).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThan(before);
  for (const id of acknowledged) {
    const ended = await waitForEnd(product, id, 60_000);
    expect(`${id} ${ended.status}`).toBe(`${id} succeeded`);
  }
});

async function keyedCall(product: SetUpProduct, i: number): Promise<string | null> {
  const response = await product
    .api('/models/adder/invocations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `call-${i}`, prefer: 'wait=20' },
      body: JSON.stringify({ inputs: pair(i, 1) }),
    })
    .catch(() => null);
  if (!response?.ok) return null;
  return ((await response.json()) as Run).id;
}
