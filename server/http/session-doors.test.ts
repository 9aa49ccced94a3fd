import { request } from 'node:http';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../ids.ts';
import { identityModel } from '../testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

let product: TestProduct;
let cookie: string;
let userId: string;
let run: string;
let deployment: string;

beforeAll(async () => {
  product = await startTestProduct();
  const { db, env } = product.runtime;
  userId = newUuid();
  const team = await db.team.findUniqueOrThrow({ where: { name: 'acme' } });
  await db.user.create({
    data: { id: userId, email: 'ada@example.com', name: 'Ada', passwordHash: 'unusable', memberships: { create: { teamId: team.id, role: 'viewer' } } },
  });
  cookie = `next-auth.session-token=${await encode({ token: { sub: userId, sessionVersion: 0, sessionId: newUuid() }, secret: env.secret })}`;
  await product.deploy('echo', identityModel('FP32'));
  const call = (target: string, init: RequestInit = {}) => product.web.call(`/api/v1${target}`, { key: product.key, ...init });
  run = (
    (await (await call('/models/echo/invocations', { method: 'POST', body: '{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[2]}]}' })).json()) as {
      id: string;
    }
  ).id;
  deployment = ((await (await call('/models/echo/versions/1')).json()) as { deployment: { id: string } }).deployment.id;
}, 60_000);
afterAll(() => product.stop());

const get = (target: string, headers: Record<string, string> = { cookie }) => fetch(product.web.url + target, { headers, redirect: 'manual' });
const setRole = (role: 'viewer' | 'invoker') => product.runtime.db.membership.updateMany({ where: { userId }, data: { role } });

/** Reads an event stream until `enough`, then leaves. */
async function listen(target: string, enough: (text: string) => boolean, headers: Record<string, string> = { cookie }): Promise<string> {
  const leaving = new AbortController();
  const answer = await fetch(product.web.url + target, { headers, signal: leaving.signal });
  expect(answer.status).toBe(200);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (enough(text)) break;
  }
  leaving.abort();
  return text;
}

describe('the event stream of a browser', () => {
  it('carries several topics, each message with its own place', async () => {
    await setRole('invoker');
    const text = await listen(
      `/api/events?team=acme&topic=deployment:${deployment}:0&topic=invocation:${run}:0`,
      (seen) => (seen.match(/event: done/g) ?? []).length === 2,
    );
    expect(text).toMatch(new RegExp(`id: deployment:${deployment}:1\\nevent: \\w+\\ndata: \\{"topic":"deployment:${deployment}","seq":1,`));
    expect(text).toContain(`"topic":"invocation:${run}"`);
  });

  it('goes on after the last message seen, of the query or of Last-Event-ID', async () => {
    const topic = `deployment:${deployment}`;
    const all = await listen(`/api/events?team=acme&topic=${topic}:0`, (seen) => seen.includes('event: done'));
    const last = Math.max(...[...all.matchAll(/^id: .*:(\d+)$/gm)].map((match) => Number(match[1])));
    for (const [target, headers] of [
      [`/api/events?team=acme&topic=${topic}:${last - 1}`, { cookie }],
      [`/api/events?team=acme&topic=${topic}:0`, { cookie, 'last-event-id': `${topic}:${last - 1}` }],
    ] as const) {
      const text = await listen(target, (seen) => seen.includes('event: done'), headers);
      expect(text.match(/^event: /gm)).toHaveLength(1);
    }
  });

  it('refuses a topic that is not there without ending the others', async () => {
    const missing = 'invocation:inv_00000000000000000000000000';
    const text = await listen(
      `/api/events?team=acme&topic=${missing}:0&topic=deployment:${deployment}:0`,
      (seen) => seen.includes('event: done') && seen.includes('event: refused'),
    );
    expect(text).toContain('"code":"NOT_FOUND"');
  });

  it('is for members who are signed in, and for topics that are some', async () => {
    expect((await get(`/api/events?team=acme&topic=deployment:${deployment}:0`, {})).status).toBe(401);
    expect((await get(`/api/events?team=acme&topic=deployment:${deployment}:0`, { authorization: `Bearer ${product.key}` })).status).toBe(401);
    expect((await get(`/api/events?team=elsewhere&topic=deployment:${deployment}:0`)).status).toBe(404);
    expect((await get('/api/events?team=acme')).status).toBe(400);
    expect((await get('/api/events?team=acme&topic=user:1')).status).toBe(400);
  });
});

describe('downloads', () => {
  it('are attachments that no browser shows or runs', async () => {
    await setRole('invoker');
    for (const target of [
      `/api/app/acme/invocations/${run}/outputs/0?format=npy`,
      `/api/app/acme/invocations/${run}/inputs/0`,
      '/api/app/acme/models/echo/versions/1/files/model.onnx',
    ]) {
      const answer = await get(target);
      expect([target, answer.status]).toEqual([target, 200]);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect((await answer.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')));
    }
  });

  it('are given in parts to whoever asks for one, as players do to go to another place', async () => {
    await setRole('invoker');
    for (const target of [`/api/app/acme/invocations/${run}/inputs/0`, '/api/app/acme/models/echo/versions/1/files/model.onnx']) {
      const whole = new Uint8Array(await (await get(target)).arrayBuffer());
      const part = await get(target, { cookie, range: 'bytes=1-2' });
      expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([206, `bytes 1-2/${whole.length}`, '2']);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.subarray(1, 3));
      const rest = await get(target, { cookie, range: `bytes=${whole.length - 1}-` });
      expect(new Uint8Array(await rest.arrayBuffer())).toEqual(whole.subarray(-1));
      const beyond = await get(target, { cookie, range: `bytes=${whole.length}-` });
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    }
  });

  it('are refused to nobody, to keys, and to roles that may not', async () => {
    expect((await get(`/api/app/acme/invocations/${run}/outputs/0`, {})).status).toBe(401);
    expect((await get(`/api/app/acme/invocations/${run}/outputs/0`, { authorization: `Bearer ${product.key}` })).status).toBe(401);
    await setRole('viewer');
    expect((await get(`/api/app/acme/invocations/${run}/outputs/0`)).status).toBe(403);
    await product.runtime.db.user.update({ where: { id: userId }, data: { sessionVersion: 1 } });
    expect((await get('/api/app/acme/models/echo/versions/1/files/model.onnx')).status).toBe(401);
    await product.runtime.db.user.update({ where: { id: userId }, data: { sessionVersion: 0 } });
  });
});

describe('doors', () => {
  it('answer what they are for, and leave the rest to pages', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready', workers: [{ sandbox: expect.any(String) }] });
    const nothing = await get('/api/v1x');
    expect(nothing.status).toBe(418);
    const unknown = await fetch(`${product.web.url}/api/v1/nothing`, { headers: { authorization: `Bearer ${product.key}` } });
    expect(unknown.status).toBe(404);
    expect(((await unknown.json()) as { error: { requestId: string } }).error.requestId).toBe(unknown.headers.get('x-request-id'));
  });

  it('never take a session on the API', async () => {
    const answer = await get('/api/v1/models');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuse a request with two lengths', async () => {
    const { hostname, port } = new URL(product.web.url);
    const status = await new Promise<number | string>((resolve) => {
      const sent = request(
        { hostname, port, path: '/api/v1/models', method: 'POST', headers: { 'Content-Length': '4', 'Transfer-Encoding': 'chunked' } },
        (answer) => resolve(answer.statusCode ?? 0),
      );
      sent.on('error', () => resolve('cut'));
      sent.end('abcd');
    });
    expect([400, 'cut']).toContain(status);
  });

  it('end open streams first when the process ends', async () => {
    await setRole('invoker');
    const answer = await get(`/api/events?team=acme&topic=invocation:${run}:0`);
    const read = answer.text();
    product.runtime.end(0);
    expect(await read).toMatch(/^retry: 1000/);
    expect((await get('/readyz')).status).toBe(503);
  });
});
