import { afterAll, beforeAll, expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../server/testing/start-test-product.ts';
import type { LoadedVersion, WorkerView } from '../server/workers/schema.ts';

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct();
}, 60_000);
afterAll(() => product.stop());

const call = async <T>(path: string, init: RequestInit & { key?: string } = {}) =>
  (await (await product.web.call(`/api/v1${path}`, { key: product.key, ...init })).json()) as T;
const workers = async () => (await call<{ items: WorkerView[] }>('/workers')).items;
const loaded = async () => (await workers()).flatMap((worker) => worker.loaded);
const numbers = async (state?: LoadedVersion['state']) => (await loaded()).filter((item) => !state || item.state === state).map((item) => item.version);
const post = (path: string) => product.web.call(`/api/v1${path}`, { key: product.key, method: 'POST' });
const versionOf = (number: number) => product.runtime.db.version.findFirstOrThrow({ where: { number, model: { name: 'adder' } } });
const ring = () => product.runtime.bell.ring('moorage_versions');

async function configure(number: number, settings: object): Promise<void> {
  const { id } = await versionOf(number);
  await product.runtime.db.version.update({ where: { id }, data: { settings } });
  await ring();
}

test('a worker says what it can run on, and beats at once when a version is loaded', async () => {
  await product.deploy('adder', addModel());
  await expect.poll(() => numbers('ready'), { timeout: 1_500 }).toEqual([1]);
  const [worker] = await workers();
  expect(worker?.info.devices).toMatchObject([{ id: 'cpu' }]);
  expect(worker?.info.budgetBytes).toBeGreaterThan(0);
  expect((await loaded())[0]).toMatchObject({ device: 'cpu', instances: 1, busy: 0, pinned: false, memoryLimitBytes: product.runtime.env.runnerMemoryBytes });
});

test('the OpenAPI document has the workers, the queue and what can be done to them', async () => {
  const { paths } = await call<{ paths: Record<string, object> }>('/openapi.json');
  for (const path of ['/workers', '/queue', '/workers/{worker}/drain', '/workers/{worker}/resume', '/models/{model}/versions/{version}/close-circuit'])
    expect(Object.keys(paths)).toContain(`/api/v1${path}`);
});

test('a changed setting is in effect without a run: the version loads anew with its threads and memory limit', async () => {
  await configure(1, { pinned: true, threads: 1, memoryLimitBytes: 512 * 1024 ** 2 });
  await expect
    .poll(async () => (await loaded()).map(({ pinned, memoryLimitBytes }) => ({ pinned, memoryLimitBytes })))
    .toEqual([{ pinned: true, memoryLimitBytes: 512 * 1024 ** 2 }]);
});

test('an activation loads the new version before it answers, where the old one is loaded', async () => {
  await product.deploy('adder', addModel());
  await expect.poll(() => numbers('ready')).toEqual(expect.arrayContaining([1, 2]));
  // It asks for what this worker has not, and so is unloaded; then it is as before, and nobody has loaded it again.
  await configure(2, { device: 'gpu' });
  await expect.poll(() => numbers()).toEqual([1]);
  await configure(2, {});
  expect((await post('/models/adder/versions/2/activate')).status).toBe(200);
  expect(await numbers('ready')).toEqual(expect.arrayContaining([1, 2]));
});

test('a deleted version is unloaded', async () => {
  await configure(1, {});
  expect((await product.web.call('/api/v1/models/adder/versions/1', { key: product.key, method: 'DELETE' })).status).toBe(200);
  await ring();
  await expect.poll(() => numbers(), { timeout: 8_000 }).toEqual([2]);
});

test('a worker drains and resumes on demand, staying alive, and deployments wait meanwhile', async () => {
  const [worker] = await workers();
  expect((await post(`/workers/${worker?.id}/drain`)).status).toBe(200);
  await expect.poll(async () => (await workers())[0]?.state).toBe('drained');
  const upload = await product.web.call('/api/v1/models/later/versions', { key: product.key, method: 'POST', body: addModel() as BodyInit });
  const created = (await upload.json()) as { number: number; status: string };
  expect(created.status).toBe('deploying');
  // It would have been taken within a second: the worker has looked for work since, and beaten.
  const since = Date.now() + 1_500;
  await expect.poll(async () => new Date((await workers())[0]?.heartbeatAt ?? 0).getTime(), { timeout: 8_000 }).toBeGreaterThan(since);
  const waiting = await call<{ deployment: { status: string } }>('/models/later/versions/1');
  expect(waiting.deployment.status).toBe('queued');
  const viewer = await product.newKey('acme', 'viewer');
  expect((await product.web.call(`/api/v1/workers/${worker?.id}/resume`, { key: viewer, method: 'POST' })).status).toBe(403);
  expect((await post(`/workers/${worker?.id}/resume`)).status).toBe(200);
  await expect.poll(async () => (await workers())[0]?.state).toBe('taking_work');
  await expect.poll(async () => (await call<{ status: string }>('/models/later/versions/1')).status, { timeout: 15_000 }).toBe('ready');
});
