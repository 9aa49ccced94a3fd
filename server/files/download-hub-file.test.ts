import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LocalHub, type Sibling } from '../testing/bundles/local-hub.ts';
import { downloadHubFile } from './download-hub-file.ts';
import { listHubFiles, type HubFile, type HubRepository } from './hub-api.ts';

const graph = randomBytes(5_000_000);
const folder = mkdtempSync(path.join(tmpdir(), 'hub-'));
const target = path.join(folder, 'part');
const signal = new AbortController().signal;
let hub: LocalHub;
let at: HubRepository;
let listed: HubFile;

beforeAll(async () => {
  hub = new LocalHub(
    new Map([
      ['config.json', Buffer.from('{}')],
      ['onnx/model.onnx', graph],
    ]),
  );
  await hub.start();
  at = { hub: hub.url, repository: 'acme/writer', revision: 'c0ffee', token: null };
  listed = (await list()).files.find(({ name }) => name === 'onnx/model.onnx') as HubFile;
});
afterAll(() => {
  hub.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  hub.asked.length = 0;
});
afterEach(() => {
  hub.list = (siblings) => siblings;
  hub.damaged = false;
  hub.cutAfter = null;
  hub.redirect = null;
  rmSync(target, { force: true });
});

const list = () => listHubFiles(at, signal);
const download = (file: HubFile = listed) => downloadHubFile(at, file, { target, signal, onBytes: () => undefined });
const alone = (sibling: object) => (hub.list = () => [sibling as Sibling]);

it('goes on after a cut, and gives the hash of what came', async () => {
  hub.cutAfter = 3_000_000;
  await expect(download()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('did not come whole') as string });
  expect(readFileSync(target).length).toBeGreaterThan(0);
  expect(await download()).toBe(listed.sha256);
  expect(readFileSync(target).equals(graph)).toBe(true);
});

it('leaves nothing of a file that is not what is promised, whichever way it is not', async () => {
  hub.damaged = true;
  await expect(download()).rejects.toMatchObject({ code: 'INVALID_MODEL', why: expect.stringContaining('hash') as string });
  expect(existsSync(target)).toBe(false);
  hub.damaged = false;
  await expect(download({ ...listed, sizeBytes: 4_000_000 })).rejects.toMatchObject({
    code: 'INVALID_MODEL',
    why: expect.stringContaining('More comes') as string,
  });
  expect(existsSync(target)).toBe(false);
  writeFileSync(target, graph);
  await expect(download({ ...listed, sizeBytes: 6_000_000 })).rejects.toMatchObject({
    code: 'INVALID_MODEL',
    why: expect.stringContaining('shorter') as string,
  });
  expect(existsSync(target)).toBe(false);
});

it('goes on with nothing that is another part than was asked for', async () => {
  writeFileSync(target, graph.subarray(0, 1000));
  hub.shift = 10;
  await expect(download()).rejects.toMatchObject({ code: 'INVALID_MODEL', why: expect.stringContaining('another part') as string });
  hub.shift = 0;
  expect(existsSync(target)).toBe(false);
});

it('asks for the bytes themselves, not packed', async () => {
  await download();
  expect(hub.asked.map(({ encoding }) => encoding)).toEqual(['identity', 'identity']);
});

it.each(['../../../acme/private/resolve/main/model.onnx', '/etc/passwd', 'onnx/../../x.onnx', 'a\\b.onnx', 'a//b.onnx', 'a\u0000.onnx', ''])(
  'lists no file called %j',
  async (rfilename) => {
    alone({ rfilename, size: 1, blobId: 'a'.repeat(40) });
    expect((await list()).files).toEqual([]);
  },
);

it('lists no file without a length', async () => {
  alone({ rfilename: 'model.onnx' });
  expect((await list()).files).toEqual([]);
});

it.each([
  ['a negative length', { rfilename: 'a.onnx', size: -1 }],
  ['a hash that is none', { rfilename: 'a.onnx', lfs: { sha256: '../x', size: 1 } }],
  ['no name', { size: 1 }],
])('takes a list with %s for none', async (_, sibling) => {
  alone(sibling);
  await expect(list()).rejects.toMatchObject({ code: 'UNAVAILABLE', why: expect.stringContaining('not a list of files') as string });
});

it('reads no list without end', async () => {
  alone({ rfilename: 'x'.repeat(33 * 1024 ** 2), size: 1 });
  await expect(list()).rejects.toMatchObject({ code: 'UNSUPPORTED_MODEL', message: expect.stringContaining('more files than') as string });
});

it('is not led out of https, nor round in circles', async () => {
  hub.redirect = 'ftp://127.0.0.1';
  await expect(download()).rejects.toMatchObject({ code: 'UNAVAILABLE', why: expect.stringContaining('not https') as string });
  hub.redirect = `${hub.url}/acme/writer/resolve/c0ffee`;
  await expect(download()).rejects.toMatchObject({ code: 'UNAVAILABLE', why: expect.stringContaining('circles') as string });
});
