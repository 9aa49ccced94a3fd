import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type ClientRequest, type Server } from 'node:http';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../api-keys/create-api-key.ts';
import type { Ctx } from '../context.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { TusClient } from '../testing/tus-client.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { listUploads } from '../uploads/list-uploads.ts';
import { answerTus } from './tus-server.ts';
import { handleTus } from './tus.ts';

const MB = 1024 ** 2;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const idOf = (url: string) => url.split('/').at(-1) ?? '';

let testing: Awaited<ReturnType<typeof createTestRuntime>>;
let ours: Harbour;
let theirs: Harbour;
let server: Server;
let origin: string;

beforeAll(async () => {
  testing = await createTestRuntime({ MOORAGE_MAX_FILE_BYTES: String(2 ** 50) });
  ours = await createHarbour(testing.runtime, 'tus-ours');
  theirs = await createHarbour(testing.runtime, 'tus-theirs');
  const ctxs: Record<string, Ctx> = { ours: ours.ctx('developer'), theirs: theirs.ctx('developer'), viewer: ours.ctx('viewer') };
  server = createServer((req, res) => {
    const ctx = ctxs[String(req.headers['x-actor'] ?? 'ours')];
    if (ctx) void answerTus(ctx, req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = originOf(server);
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await testing.stop();
});

describe('an upload', () => {
  test('arrives in parts and is a blob under its own hash with the last one', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(3 * MB + 17);
    const { url, status } = await client.create(file.length, { team: ours.team, filename: 'whole.onnx', relativePath: 'weights/whole.onnx' });
    expect(status).toBe(201);
    expect(await client.patch(url, { offset: 0, body: file.subarray(0, MB) })).toBe(204);
    expect(await client.offset(url)).toBe(MB);
    expect(await client.patch(url, { offset: MB, body: file.subarray(MB) })).toBe(204);
    const view = await getUpload(ours.ctx('developer'), { team: ours.team, upload: idOf(url) });
    expect(view).toMatchObject({ fileName: 'weights/whole.onnx', sizeBytes: file.length, finished: true, sha256: sha256(file) });
    expect(Buffer.from(await testing.runtime.blobs.read(sha256(file))).equals(file)).toBe(true);
    expect(await testing.runtime.db.blob.count({ where: { sha256: sha256(file) } })).toBe(1);
  });

  test('may be empty: it is finished when it is announced', async () => {
    const client = new TusClient(origin);
    const { url } = await client.create(0, { team: ours.team, filename: 'empty.onnx' });
    const view = await getUpload(ours.ctx('developer'), { upload: idOf(url) });
    expect(view).toMatchObject({ finished: true, sha256: sha256(Buffer.alloc(0)) });
  });

  test('keeps what has come when the connection breaks, and goes on from there', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(8 * MB);
    const { url } = await client.create(file.length, { team: ours.team, filename: 'broken.onnx' });
    const answer = await client.patch(url, { offset: 0, body: file, onSent: (sent, request) => void (sent > 3 * MB && request.destroy()) });
    expect(answer).toBeNull();
    const offset = await client.offset(url);
    expect(offset).toBeLessThanOrEqual(4 * MB);
    expect(await client.patch(url, { offset, body: file.subarray(offset) })).toBe(204);
    expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
  });

  test('keeps every byte that has come of a part that ends before its announced length', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(2 * MB);
    const { url } = await client.create(file.length, { team: ours.team, filename: 'short.onnx' });
    let sending: ClientRequest | null = null;
    const short = client.patch(url, { offset: 0, body: file.subarray(0, MB), declared: file.length, onSent: (_, request) => void (sending = request) });
    await expect.poll(async () => (await listUploads(ours.ctx('developer'), { team: ours.team })).find((one) => one.id === idOf(url))?.offsetBytes).toBe(MB);
    (sending as ClientRequest | null)?.destroy();
    expect(await short).toBeNull();
    expect(await client.offset(url)).toBe(MB);
    expect(await client.patch(url, { offset: MB, body: file.subarray(MB) })).toBe(204);
    expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
  });

  test('may bring its first bytes with its announcement', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(MB);
    const headers = { 'Upload-Length': String(file.length), 'Upload-Metadata': `filename ${btoa('at-once.onnx')},team ${btoa(ours.team)}` };
    const body = file.subarray(0, 300_000);
    const type = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream' };
    const answer = await fetch(`${origin}/api/uploads`, { method: 'POST', headers: { ...headers, ...type }, body });
    expect([answer.status, answer.headers.get('upload-offset')]).toEqual([201, '300000']);
    const url = answer.headers.get('location') ?? '';
    expect(await client.patch(url, { offset: 300_000, body: file.subarray(300_000) })).toBe(204);
    expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
  });

  test('is taken over from a connection that hangs', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(2 * MB);
    const { url } = await client.create(file.length, { team: ours.team, filename: 'hanging.onnx' });
    const hanging = client.patch(url, { offset: 0, body: file.subarray(0, MB), declared: file.length });
    await expect.poll(async () => (await listUploads(ours.ctx('developer'), { team: ours.team })).find((one) => one.id === idOf(url))?.offsetBytes).toBe(MB);
    const offset = await client.offset(url);
    expect(offset).toBe(MB);
    expect(await client.patch(url, { offset, body: file.subarray(offset) })).toBe(204);
    await hanging;
    expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
  });

  test('refuses bytes at another offset and more than it announced', async () => {
    const client = new TusClient(origin);
    const { url } = await client.create(100, { team: ours.team, filename: 'strict.onnx' });
    expect(await client.patch(url, { offset: 10, body: Buffer.alloc(10) })).toBe(409);
    expect(await client.patch(url, { offset: 0, body: Buffer.alloc(101) })).toBe(413);
    expect(await client.offset(url)).toBe(0);
  });

  test('takes a part of no announced length, and refuses it once it is longer than the file', async () => {
    const client = new TusClient(origin);
    const file = randomBytes(3 * MB);
    const { url } = await client.create(file.length, { team: ours.team, filename: 'unannounced.onnx' });
    const patch = async (offset: number, bytes: Buffer) => {
      const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
      const streamed = { body: new Blob([Uint8Array.from(bytes)]).stream(), duplex: 'half' };
      return (await fetch(`${origin}${url}`, { method: 'PATCH', headers, ...streamed })).status;
    };
    expect(await patch(0, file.subarray(0, MB))).toBe(204);
    expect(await patch(MB, Buffer.concat([file.subarray(MB), Buffer.alloc(1)]))).toBe(413);
    const offset = await client.offset(url);
    expect(offset).toBeGreaterThanOrEqual(MB);
    expect(offset).toBeLessThan(file.length);
    expect(await patch(offset, file.subarray(offset))).toBe(204);
    expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
  });

  test('is forgotten with what has come of it when it is canceled', async () => {
    const client = new TusClient(origin);
    const { url } = await client.create(100, { team: ours.team, filename: 'canceled.onnx' });
    await client.patch(url, { offset: 0, body: Buffer.alloc(50) });
    expect((await client.request('DELETE', url)).status).toBe(204);
    expect((await client.request('HEAD', url)).status).toBe(404);
  });
});

describe('what cannot be taken is refused before a byte is sent:', () => {
  test('a file larger than the limit', async () => {
    const { status, body } = await new TusClient(origin).create(testing.runtime.env.maxFileBytes + 1, { team: ours.team, filename: 'huge.onnx' });
    expect(status).toBe(413);
    expect(JSON.parse(body).error.code).toBe('PAYLOAD_TOO_LARGE');
  });

  test('a file larger than the disk, with the numbers', async () => {
    const free = await testing.runtime.blobs.freeBytes();
    const { status, body } = await new TusClient(origin).create(free, { team: ours.team, filename: 'huge.onnx' });
    expect(status).toBe(507);
    expect(JSON.parse(body).error.cause).toMatch(/are needed and .* are free/);
  });

  test.each(['../escape.onnx', '/etc/passwd', 'a/../b', 'a\\b', ''])('a file called %j', async (filename) => {
    expect((await new TusClient(origin).create(1, { team: ours.team, filename })).status).toBe(400);
  });

  test('a length that is not known yet', async () => {
    const answer = await new TusClient(origin).request('POST', '/api/uploads', { 'Upload-Defer-Length': '1' });
    expect(answer.status).toBe(501);
  });

  test('a file for a team one is not in, and one without the role', async () => {
    expect((await new TusClient(origin).create(1, { team: theirs.team, filename: 'a.onnx' })).status).toBe(404);
    expect((await new TusClient(origin, { 'x-actor': 'viewer' }).create(1, { team: ours.team, filename: 'a.onnx' })).status).toBe(403);
  });
});

describe('the door', () => {
  let door: Server;
  let doorOrigin: string;
  let cookie: string;

  beforeAll(async () => {
    door = createServer((req, res) => void handleTus(req, res));
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    doorOrigin = originOf(door);
    const { actor } = ours.ctx('developer');
    if (actor?.kind !== 'user') throw new Error('the developer is a person');
    const token = await encode({ token: { sub: actor.userId, sessionVersion: 0, sessionId: actor.sessionId }, secret: testing.runtime.env.secret });
    cookie = `next-auth.session-token=${token}`;
  });
  afterAll(async () => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  });
  const file = () => ({ team: ours.team, filename: 'door.onnx' });

  test.each(['POST', 'HEAD', 'PATCH', 'DELETE'])('asks %s who calls', async (method) => {
    const answer = await new TusClient(doorOrigin).request(method, `/api/uploads/${ours.ids.upload}`);
    expect(answer.status).toBe(401);
    expect((await new TusClient(doorOrigin, { Authorization: 'Bearer mk_no_key' }).request(method, `/api/uploads/${ours.ids.upload}`)).status).toBe(401);
  });

  test('takes a session from its own pages only', async () => {
    expect((await new TusClient(doorOrigin, { cookie, Origin: doorOrigin }).create(3, file())).status).toBe(201);
    expect((await new TusClient(doorOrigin, { cookie, Origin: 'https://elsewhere.example' }).create(3, file())).status).toBe(403);
    expect((await new TusClient(doorOrigin, { cookie }).create(3, file())).status).toBe(403);
  });

  test('takes an API key, whose team need not be named', async () => {
    const { key } = await createApiKey(ours.ctx('developer'), { team: ours.team, name: 'upload', role: 'developer' });
    const client = new TusClient(doorOrigin, { Authorization: `Bearer ${key}` });
    const { status, url } = await client.create(3, { filename: 'by-key.onnx' });
    expect(status).toBe(201);
    expect(await client.patch(url, { offset: 0, body: Buffer.from('abc') })).toBe(204);
  });
});

test("another team's upload is not found, whatever is tried", async () => {
  const { url } = await new TusClient(origin).create(100, { team: ours.team, filename: 'private.onnx' });
  const stranger = new TusClient(origin, { 'x-actor': 'theirs' });
  for (const method of ['HEAD', 'GET', 'DELETE']) expect((await stranger.request(method, url)).status).toBe(404);
  expect(await stranger.patch(url, { offset: 0, body: Buffer.alloc(10) })).toBe(404);
  expect(await new TusClient(origin).offset(url)).toBe(0);
});

test('killed at any byte, it says how far it came, and goes on to the same hash', { timeout: 60_000 }, async () => {
  const file = randomBytes(24 * MB);
  let child = await serve();
  let client = new TusClient(child.origin);
  const { url } = await client.create(file.length, { team: ours.team, filename: 'killed.onnx' });
  let offset = 0;
  for (const after of [MB, 3 * MB, 5 * MB]) {
    let sent = 0;
    const { process } = child;
    const onSent = (bytes: number) => {
      sent = bytes;
      if (bytes > after) process.kill('SIGKILL');
    };
    await client.patch(url, { offset, body: file.subarray(offset), onSent });
    child = await serve();
    client = new TusClient(child.origin);
    const now = await client.offset(url);
    expect(now).toBeGreaterThanOrEqual(offset);
    expect(now).toBeLessThanOrEqual(offset + sent);
    offset = now;
  }
  expect(await client.patch(url, { offset, body: file.subarray(offset) })).toBe(204);
  child.process.kill('SIGKILL');
  expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(sha256(file));
});

test('512 MB leave the memory of the process flat', { timeout: 120_000 }, async () => {
  const child = await serve();
  const client = new TusClient(child.origin);
  const block = randomBytes(64 * MB);
  const { url } = await client.create(8 * block.length, { team: ours.team, filename: 'large.onnx' });
  await client.patch(url, { offset: 0, body: block });
  const before = await residentBytes(child.process);
  let most = 0;
  for (let part = 1; part < 8; part++) {
    expect(await client.patch(url, { offset: part * block.length, body: block })).toBe(204);
    most = Math.max(most, await residentBytes(child.process));
  }
  child.process.kill('SIGKILL');
  expect(most - before).toBeLessThan(96 * MB);
  const hash = createHash('sha256');
  for (let part = 0; part < 8; part++) hash.update(block);
  expect((await getUpload(ours.ctx('developer'), { upload: idOf(url) })).sha256).toBe(hash.digest('hex'));
});

function originOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

/** Uploads in a process of their own, on the same database and data folder. */
async function serve(): Promise<{ process: ChildProcess; origin: string }> {
  const { env } = testing.runtime;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../testing/serve-uploads.ts'), ours.teamId, ours.team], {
    env: { PATH: '', NODE_ENV: 'test', DATABASE_URL: env.databaseUrl, MOORAGE_DATA: env.dataFolder, MOORAGE_SECRET: env.secret, MOORAGE_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await new Promise<string>((resolve) => child.stdout.once('data', (text: Buffer) => resolve(String(text))))).split('\n');
  return { process: child, origin: `http://127.0.0.1:${port}` };
}

async function residentBytes(child: ChildProcess): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
