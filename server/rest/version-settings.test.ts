import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneRowModel } from '../testing/onnx/batch-models.ts';
import { matMulModel } from '../testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';
import { versionSettingsSchema, type BatchProfile, type VersionSettings } from '../versions/schema.ts';

interface Version {
  status: string;
  settings: VersionSettings;
  batching: BatchProfile | null;
  deployment: { phases: { name: string; fact: string | null }[] };
}

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
}, 60_000);
afterAll(() => product.stop());

const call = (target: string, init: RequestInit = {}) => product.web.call(`/api/v1/models/${target}`, { key: product.key, ...init });
const change = (body: unknown) => call('digits/versions/1/settings', { method: 'PATCH', body: JSON.stringify(body) });
const messageOf = async (answer: Response) => ({ status: answer.status, message: ((await answer.json()) as { error: { message: string } }).error.message });

test('a deployed version shows what was measured, and its settings change one by one', async () => {
  const answer = await call('digits/versions', { method: 'POST', body: matMulModel() as BodyInit, headers: { prefer: 'wait=60' } });
  const deployed = (await answer.json()) as Version;
  expect(deployed.status).toBe('ready');
  expect(deployed.batching).toMatchObject({ batchable: true, axes: { inputs: { x: 0 }, outputs: { y: 0 } } });
  expect(deployed.batching?.sizes[0]?.size).toBe(1);
  expect(deployed.settings).toMatchObject({ device: 'auto', threads: null, maxBatch: null, batchDelayMs: 0, pinned: false });

  const changed = (await (await change({ maxBatch: 4, pinned: true })).json()) as Version;
  expect(changed.settings).toMatchObject({ maxBatch: 4, pinned: true, threads: null });
  await Promise.all([change({ threads: 2 }), change({ batchDelayMs: 5 }), change({ maxBatch: null })]);
  const now = (await (await call('digits/versions/1')).json()) as Version;
  expect(now.settings).toMatchObject({ maxBatch: null, pinned: true, threads: 2, batchDelayMs: 5 });
});

test('null takes every setting back to its default, and the reference says so', async () => {
  const defaults = versionSettingsSchema.parse({});
  const nothing = Object.fromEntries(Object.keys(defaults).map((name) => [name, null]));
  const set = { device: 'cpu', threads: 2, maxInstances: 2, maxBatch: 4, batchDelayMs: 5, timeoutMs: 1000, maxWaiting: 5, memoryLimitBytes: 1e9, pinned: true };
  expect(((await (await change(set)).json()) as Version).settings).toEqual(set);
  expect(await (await change(nothing)).json()).toMatchObject({ settings: defaults });
  expect(((await (await change({ pinned: true })).json()) as Version).settings).toEqual({ ...defaults, pinned: true });
  expect(await (await change({ pinned: null })).json()).toMatchObject({ settings: defaults });
  const document = (await (await product.web.call('/api/v1/openapi.json')).json()) as { paths: Record<string, { patch: object }> };
  const patch = document.paths['/api/v1/models/{model}/versions/{version}/settings']?.patch;
  for (const name of Object.keys(defaults)) expect(JSON.stringify(patch)).toMatch(new RegExp(`"${name}":\\{[^}]*"null"`));
  await change({ threads: 2 });
});

test('a setting that is unknown or out of range is refused by name and changes nothing', async () => {
  expect(await messageOf(await change({ maxBatches: 4 }))).toMatchObject({ status: 400, message: expect.stringContaining('maxBatches') });
  expect(await messageOf(await change({ threads: 0 }))).toMatchObject({ status: 400, message: expect.stringContaining('threads') });
  expect(await messageOf(await change({ device: 'tpu', threads: 8 }))).toMatchObject({ status: 400, message: expect.stringContaining('device') });
  const now = (await (await call('digits/versions/1')).json()) as Version;
  expect(now.settings).toMatchObject({ device: 'auto', threads: 2 });
  expect((await call('digits/versions/9/settings', { method: 'PATCH', body: '{}' })).status).toBe(404);
});

test('more than one run in a call is refused for a version whose runs cannot share one', async () => {
  const deployed = await call('pairs/versions', { method: 'POST', body: oneRowModel() as BodyInit, headers: { prefer: 'wait=60' } });
  expect((await deployed.json()) as Version).toMatchObject({ status: 'ready', batching: { batchable: false } });
  const set = (maxBatch: number | null) => call('pairs/versions/1/settings', { method: 'PATCH', body: JSON.stringify({ maxBatch }) });
  const refused = await set(8);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { message: expect.stringContaining('maxBatch') as string, cause: expect.stringContaining('no input has an open batch axis') as string },
  });
  for (const fine of [1, null]) expect((await set(fine)).status).toBe(200);
});
