import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityModel } from '../testing/onnx/tiny-models.ts';
import { TusClient } from '../testing/tus-client.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ MOORAGE_MAX_FILE_BYTES: '1000000' });
}, 60_000);
afterAll(() => product.stop());

interface Version {
  model: string;
  number: number;
  status: string;
  active: boolean;
  note: string;
  files: { name: string; sizeBytes: number }[];
  deployment: { status: string; phases: { name: string; status: string; startedAt: string | null }[] };
  error: { code: string; message: string } | null;
}
interface Refusal {
  error: { code: string; message: string };
}

const echo = identityModel('FP32');
const call = (target: string, init: RequestInit & { key?: string } = {}) => product.web.call(`/api/v1${target}`, { key: product.key, ...init });
const deploy = (model: string, body: BodyInit, headers: Record<string, string> = {}, query = '') =>
  call(`/models/${model}/versions${query}`, { method: 'POST', body, headers: { prefer: 'wait=60', ...headers } });
const versionOf = async (answer: Response) => (await answer.json()) as Version;
const errorOf = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as Refusal).error });

describe('deploying', () => {
  it('takes a raw body, as curl --data-binary sends it, and waits where asked', async () => {
    const answer = await deploy('raw', echo as BodyInit, { 'content-type': 'application/x-www-form-urlencoded' }, '?filename=my%20model.onnx&note=first');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('location')).toBe('/api/v1/models/raw/versions/1');
    const version = await versionOf(answer);
    expect(version).toMatchObject({ number: 1, status: 'ready', active: true, note: 'first', files: [{ name: 'my model.onnx', sizeBytes: echo.byteLength }] });
    expect(version.deployment.phases.every((phase) => phase.status === 'done' || phase.status === 'warning')).toBe(true);
  });

  it('answers 202 at once without Prefer, and shows the version on its way', async () => {
    const answer = await call('/models/later/versions', { method: 'POST', body: echo as BodyInit });
    expect(answer.status).toBe(202);
    expect((await versionOf(answer)).status).toBe('deploying');
    const events = await (await call('/models/later/versions/1/events')).text();
    expect(events).toMatch(/event: phase/);
    expect(events.match(/^event: (\w+)$/gm)?.at(-1)).toBe('event: done');
    const ids = [...events.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(ids.map((_, i) => i + 1));
    const resumed = await (await call('/models/later/versions/1/events', { headers: { 'last-event-id': String(ids.length - 1) } })).text();
    expect([...resumed.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))).toEqual([ids.length]);
    expect((await (await call('/models/later/versions/1')).json()) as Version).toMatchObject({ status: 'ready' });
  });

  it('takes a form of several files, and JSON that names uploads', async () => {
    const form = new FormData();
    form.append('note', 'in a form');
    form.append('file', new Blob([echo]), 'model.onnx');
    form.append('file', new Blob(['read me']), 'docs/readme.txt');
    const version = await versionOf(await deploy('form', form));
    expect(version).toMatchObject({ note: 'in a form', status: 'ready' });
    expect(version.files.map((file) => file.name).sort()).toEqual(['docs/readme.txt', 'model.onnx']);
    const empty = new FormData();
    empty.append('note', 'no file');
    expect(await errorOf(await deploy('form', empty))).toMatchObject({ status: 400, message: 'The form has no file.' });
    const json = (body: unknown) => deploy('form', JSON.stringify(body), { 'content-type': 'application/json' });
    expect(await errorOf(await json({ files: [{ uploadId: 'up_00000000000000000000000000' }] }))).toMatchObject({ status: 404 });
    expect(await errorOf(await json({ files: [] }))).toMatchObject({ status: 400, message: expect.stringContaining('files') });
    expect(await errorOf(await json({ source: 'ftp:x' }))).toMatchObject({ status: 400, message: expect.stringContaining('npm:') });
  });

  it('says why a bad file failed, and lets it be retried', async () => {
    const answer = await deploy('bad', '<!doctype html><html></html>');
    const version = await versionOf(answer);
    expect([answer.status, version.status]).toEqual([200, 'failed']);
    expect(version.error?.code).toMatch(/INVALID_MODEL|UNSUPPORTED_MODEL/);
    expect((await versionOf(await call('/models/bad/versions/1/retry', { method: 'POST' }))).status).toBe('deploying');
    await (await call('/models/bad/versions/1/events')).text();
    expect(await errorOf(await call('/models/bad/versions/1/cancel', { method: 'POST' }))).toMatchObject({ status: 409 });
    expect(await errorOf(await call('/models/bad/invocations', { method: 'POST', body: '{"inputs":[]}' }))).toMatchObject({
      status: 409,
      message: 'bad has no active version.',
    });
  });

  it('lets a wrong file be replaced, once the version has failed', async () => {
    expect((await versionOf(await deploy('swap', 'no model'))).status).toBe('failed');
    const replace = (body: BodyInit, headers: Record<string, string> = {}) =>
      call('/models/swap/versions/1/files?filename=right.onnx', { method: 'POST', body, headers: { prefer: 'wait=30', ...headers } });
    const answer = await replace(echo as BodyInit);
    const version = await versionOf(answer);
    expect([answer.status, version.status, version.number]).toEqual([200, 'ready', 1]);
    expect(version.files.map((file) => file.name)).toEqual(['right.onnx']);
    expect(await errorOf(await replace(echo as BodyInit))).toMatchObject({ status: 409, message: expect.stringContaining('failed or was canceled') });
    expect((await versionOf(await deploy('swap', 'no model'))).number).toBe(2);
    const uploads = { files: [{ uploadId: 'up_00000000000000000000000000', name: 'a.onnx' }] };
    const json = { method: 'POST', body: JSON.stringify(uploads), headers: { 'content-type': 'application/json' } };
    expect(await errorOf(await call('/models/swap/versions/2/files', json))).toMatchObject({ status: 404 });
    expect((await versionOf(await call('/models/swap/versions/2'))).status).toBe('failed');
  });

  it('takes the other files as a form, or as uploads', async () => {
    const failed = async () => (await versionOf(await deploy('other', 'no model'))).number;
    const replace = async (version: number, body: BodyInit, headers: Record<string, string> = {}) =>
      versionOf(await call(`/models/other/versions/${version}/files`, { method: 'POST', body, headers: { prefer: 'wait=30', ...headers } }));
    const form = new FormData();
    form.append('file', new Blob([echo]), 'model.onnx');
    form.append('file', new Blob(['a,b']), 'labels.txt');
    const byForm = await replace(await failed(), form);
    expect([byForm.status, byForm.files.map((file) => file.name).sort()]).toEqual(['ready', ['labels.txt', 'model.onnx']]);
    const tus = new TusClient(product.web.url, { authorization: `Bearer ${product.key}` });
    const { url } = await tus.create(echo.byteLength, { filename: 'uploaded.onnx' });
    expect(await tus.patch(url, { offset: 0, body: Buffer.from(echo) })).toBe(204);
    const uploads = { files: [{ uploadId: path.basename(url), name: 'uploaded.onnx' }] };
    const byUpload = await replace(await failed(), JSON.stringify(uploads), { 'content-type': 'application/json' });
    expect([byUpload.status, byUpload.files.map((file) => file.name)]).toEqual(['ready', ['uploaded.onnx']]);
  });

  it('refuses names, paths, sizes and keys that may not', async () => {
    expect(await errorOf(await deploy('Bad Name', echo as BodyInit))).toMatchObject({ status: 400, message: expect.stringContaining('Model names') });
    expect(await errorOf(await deploy('x', echo as BodyInit, {}, '?filename=../../etc/passwd'))).toMatchObject({ status: 400 });
    expect(await errorOf(await deploy('x', new Uint8Array(1_000_001) as BodyInit))).toMatchObject({
      status: 413,
      message: expect.stringMatching(/larger than 1\.0\u00a0MB/),
    });
    const stream = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) });
    expect(await errorOf(await call('/models/x/versions', { method: 'POST', body: stream, duplex: 'half' } as RequestInit))).toMatchObject({ status: 413 });
    const key = await product.newKey('acme', 'invoker');
    expect(await errorOf(await call('/models/x/versions', { key, method: 'POST', body: echo as BodyInit }))).toMatchObject({ status: 403 });
    expect((await call('/models/x')).status).toBe(404);
  });
});

describe('versions of a model', () => {
  it('are listed, activated, deleted and restored; their files come back byte by byte', async () => {
    await deploy('many', echo as BodyInit);
    expect(await versionOf(await deploy('many', echo as BodyInit))).toMatchObject({ number: 2, active: false });
    const list = async (query = '') => (await (await call(`/models/many/versions${query}`)).json()) as { items: Version[]; nextCursor: string | null };
    expect((await list()).items.map((version) => version.number)).toEqual([2, 1]);
    const { nextCursor } = await list('?limit=1');
    expect((await list(`?limit=1&cursor=${nextCursor}`)).items.map((version) => version.number)).toEqual([1]);
    expect(await versionOf(await call('/models/many/versions/2/activate', { method: 'POST' }))).toMatchObject({ number: 2, active: true });
    expect(await errorOf(await call('/models/many/versions/2', { method: 'DELETE' }))).toMatchObject({ status: 409 });
    expect((await call('/models/many/versions/1', { method: 'DELETE' })).status).toBe(200);
    expect((await call('/models/many/versions/1')).status).toBe(404);
    expect((await list('?deleted=true')).items.map((version) => version.number)).toEqual([1]);
    expect(await versionOf(await call('/models/many/versions/1/restore', { method: 'POST' }))).toMatchObject({ number: 1, status: 'ready' });
    const file = await call('/models/many/versions/1/files/model.onnx');
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await file.arrayBuffer()).equals(Buffer.from(echo))).toBe(true);
    expect((await call('/models/many/versions/1/files/..%2F..%2Fsecret')).status).toBe(404);
    expect((await call('/models/many/versions/one')).status).toBe(404);
  });

  it('go and come back with their model', async () => {
    await deploy('gone', echo as BodyInit);
    expect(
      ((await (await call('/models/gone', { method: 'PATCH', body: '{"description":"about to go"}' })).json()) as { description: string }).description,
    ).toBe('about to go');
    expect((await call('/models/gone', { method: 'DELETE' })).status).toBe(200);
    expect((await call('/models/gone')).status).toBe(404);
    const { items } = (await (await call('/models?deleted=true')).json()) as { items: { name: string }[] };
    expect(items.map((model) => model.name)).toContain('gone');
    expect((await call('/models/gone/restore', { method: 'POST' })).status).toBe(200);
    expect(((await (await call('/models?search=gon')).json()) as { items: { name: string }[] }).items.map((model) => model.name)).toEqual(['gone']);
  });
});

describe('the document', () => {
  it('is OpenAPI 3.1, needs no key, and describes every route there is', async () => {
    const document = (await (await fetch(`${product.web.url}/api/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/v1/models/{model}/invocations');
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Model', 'Version', 'Invocation', 'InvocationRequest', 'Error', 'Limits']),
    );
    expect(JSON.stringify(document)).not.toContain('"format":"date"');
    const page = await fetch(`${product.web.url}/docs/api`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    for (const path of Object.keys(document.paths)) expect(html).toContain(path);
    expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
  });

  it('publishes the limits', async () => {
    expect(await (await call('/limits')).json()).toMatchObject({ maxFileBytes: 1_000_000, defaultWaitSeconds: 60 });
  });
});
