import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { seal } from '../access/seal.ts';
import { writerRepository } from '../testing/bundles/writer-repository.ts';
import { LocalHub } from '../testing/bundles/local-hub.ts';
import { addModel } from '../testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

interface Version {
  status: string;
  number: number;
  error: { code: string; message: string; cause: string | null; suggestions: string[] } | null;
  signature: { task: string; bundle: { precision: string } } | null;
  files: { name: string; sizeBytes: number }[];
  sizeBytes: number;
}

let hub: LocalHub;
let product: TestProduct;

beforeAll(async () => {
  hub = new LocalHub(writerRepository());
  await hub.start();
  product = await startTestProduct({ MOORAGE_HUB: hub.url });
}, 60_000);
afterAll(async () => {
  await product.stop();
  hub.stop();
});
beforeEach(() => {
  hub.asked.length = 0;
});

async function bring(model: string, source: string): Promise<Version> {
  const answer = await product.web.call(`/api/v1/models/${model}/versions`, {
    key: product.key,
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ source }),
  });
  return (await answer.json()) as Version;
}

/** Retries the deployment of a model's first version, and waits for it to end. */
async function retry(model: string): Promise<Version> {
  await product.web.call(`/api/v1/models/${model}/versions/1/retry`, { key: product.key, method: 'POST' });
  return ended(model);
}

/** A model's first version, once it is deployed or not. */
async function ended(model: string): Promise<Version> {
  for (;;) {
    const version = (await (await product.web.call(`/api/v1/models/${model}/versions/1`, { key: product.key })).json()) as Version;
    if (version.status !== 'deploying') return version;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('brings what runs and explains a bundle, in one precision, goes on after a cut, and deploys it', async () => {
  hub.cutAfter = 1_000_000;
  const version = await bring('writer', 'hf:acme/writer');
  expect([version.status, version.error, version.signature?.task, version.signature?.bundle.precision]).toEqual(['ready', null, 'text-generation', 'fp32']);
  expect(version.files.map(({ name }) => name).sort()).toEqual([
    'README.md',
    'config.json',
    'generation_config.json',
    'onnx/model.onnx',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  expect(hub.asked.filter(({ path: asked }) => asked === '/onnx/model.onnx').map(({ range }) => range)).toEqual([
    undefined,
    expect.stringMatching(/^bytes=\d{4,7}-$/),
  ]);
  expect(hub.asked.some(({ path: asked }) => asked.includes('q4') || asked.includes('pytorch'))).toBe(false);
  const log = await product.web.call('/api/v1/models/writer/versions/1/events', { key: product.key });
  const events = await log.text();
  expect(events).toContain('commit c0ffee');
  expect(events).toMatch(/13\.9\u00a0MB in 6 files from the Hub/);
}, 90_000);

it('brings the precision that is named, of the revision that is named', async () => {
  const version = await bring('writer', 'hf:acme/writer@v2#q4');
  expect([version.status, version.signature?.bundle.precision]).toEqual(['ready', 'q4']);
  expect(hub.asked[0]?.path).toContain('/revision/v2');
}, 60_000);

it('shows the team’s token to the Hub, and to nobody the Hub sends it to', async () => {
  const refused = await bring('secret', 'hf:acme/secret');
  expect([refused.status, refused.error?.code]).toEqual(['failed', 'FORBIDDEN']);
  expect(refused.error?.suggestions.join(' ')).toContain('token');
  const { runtime } = product;
  await runtime.db.team.updateMany({ where: { name: 'acme' }, data: { hubToken: seal(runtime.env.secret, 'hf_right') } });
  hub.asked.length = 0;
  const version = await bring('secret', 'hf:acme/secret');
  expect(version.status).toBe('ready');
  expect(hub.asked.find(({ path: asked }) => asked.startsWith('/api/'))?.authorization).toBe('Bearer hf_right');
  expect(hub.asked.find(({ path: asked }) => asked === '/onnx/model.onnx')?.authorization).toBeUndefined();
  const [team] = await runtime.sql<{ hub_token: string }[]>`select hub_token from team where name = 'acme'`;
  expect(team?.hub_token).not.toContain('hf_right');
}, 60_000);

it('says what is wrong with a repository of weights, one that is not there, and a file that was changed on its way', async () => {
  expect((await bring('torch', 'hf:acme/torch')).error).toMatchObject({
    code: 'UNSUPPORTED_MODEL',
    message: 'acme/torch holds no ONNX graphs.',
    cause: expect.stringContaining('model.safetensors') as string,
  });
  expect((await bring('nobody', 'hf:acme/nobody')).error).toMatchObject({ code: 'NOT_FOUND' });
  hub.damaged = true;
  const damaged = await bring('damaged', 'hf:acme/writer');
  hub.damaged = false;
  expect(damaged.error).toMatchObject({ code: 'INVALID_MODEL', message: expect.stringContaining('is not what acme/writer promises') as string });
  // Nothing of it stays: the next attempt brings it whole, and what was whole is not brought again. Branches may move meanwhile.
  hub.asked.length = 0;
  hub.commit = 'facade';
  const again = await retry('damaged');
  hub.commit = 'c0ffee';
  expect([again.status, again.error]).toEqual(['ready', null]);
  expect(hub.asked.map(({ path: asked, range }) => [asked, range])).toEqual([
    ['/api/models/acme/writer/revision/c0ffee?blobs=true', undefined],
    ['/acme/writer/resolve/c0ffee/config.json', undefined],
    ['/acme/writer/resolve/c0ffee/onnx/model.onnx', undefined],
    ['/onnx/model.onnx', undefined],
  ]);
  expect(again.sizeBytes).toBe(again.files.reduce((sum, file) => sum + file.sizeBytes, 0));
}, 90_000);

it('lets others deploy while it fetches', async () => {
  hub.holdAfter = 0;
  const models = ['one', 'two', 'three'];
  const fetching = Promise.all(models.map((model) => bring(model, 'hf:acme/writer')));
  await vi.waitFor(() => expect(hub.asked.filter(({ path: asked }) => asked === '/onnx/model.onnx')).toHaveLength(3), { timeout: 30_000 });
  await product.deploy('adder', addModel());
  hub.holdAfter = null;
  await fetching;
  expect((await Promise.all(models.map((model) => ended(model)))).map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
}, 180_000);

it('takes what a person drops in place of what could not be fetched', async () => {
  expect((await bring('late', 'hf:acme/nobody')).error?.code).toBe('NOT_FOUND');
  const form = new FormData();
  form.append('file', new Blob([addModel()]), 'adder.onnx');
  const answer = await product.web.call('/api/v1/models/late/versions/1/files', {
    key: product.key,
    method: 'POST',
    headers: { prefer: 'wait=60' },
    body: form,
  });
  const replaced = (await answer.json()) as Version;
  expect([replaced.status, replaced.error, replaced.files.map(({ name }) => name)]).toEqual(['ready', null, ['adder.onnx']]);
}, 60_000);

it('goes on where it was when a deployment is retried that was canceled amid its download', async () => {
  const post = (path: string) => product.web.call(`/api/v1/models/half/versions/1/${path}`, { key: product.key, method: 'POST' });
  const read = async () => (await (await product.web.call('/api/v1/models/half/versions/1', { key: product.key })).json()) as Version;
  hub.holdAfter = 1_000_000;
  await product.web.call('/api/v1/models/half/versions', {
    key: product.key,
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify({ source: 'hf:acme/writer' }),
  });
  await expect.poll(() => hub.asked.some(({ path: asked }) => asked === '/onnx/model.onnx'), { timeout: 20_000 }).toBe(true);
  await post('cancel');
  await expect.poll(async () => (await read()).status).toBe('failed');
  expect((await read()).files.length).toBeGreaterThan(0);
  hub.holdAfter = null;
  await post('retry');
  await expect.poll(async () => (await read()).status, { timeout: 30_000 }).not.toBe('deploying');
  const again = await read();
  expect([again.status, again.error, again.files.length]).toEqual(['ready', null, 6]);
}, 60_000);

it('refuses a source nobody can read before anything is made', async () => {
  const answer = await product.web.call('/api/v1/models/odd/versions', {
    key: product.key,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'hf:../etc' }),
  });
  expect(answer.status).toBe(400);
});
