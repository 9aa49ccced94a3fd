import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { createWebServer, type WebServer } from './create-server.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let web: WebServer;
let agent: Agent;
let answerMs = 0;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
});
afterAll(() => stop());

beforeEach(async () => {
  answerMs = 0;
  agent = new Agent({ keepAlive: true });
  web = createWebServer(runtime, async (_req, res) => {
    if (answerMs > 0) await pause(answerMs);
    res.end('a page');
  });
  web.server.listen(0, '127.0.0.1');
  await once(web.server, 'listening');
});
afterEach(async () => {
  agent.destroy();
  await web.drain(0);
});

const port = () => (web.server.address() as AddressInfo).port;

/** One request by the kept connections of the agent. */
function ask(at: number): Promise<{ status: number | undefined; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: at, agent, path: '/', method: 'POST' }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
    });
    sent.on('error', reject).end('{}');
  });
}

/** How long the drain takes. */
async function drainMs(graceMs: number): Promise<number> {
  const from = performance.now();
  await web.drain(graceMs);
  return performance.now() - from;
}

test('a request on a connection that was kept is answered while the server drains, and is the last on it', async () => {
  const at = port();
  expect((await ask(at)).headers.connection).toBe('keep-alive');
  const drained = drainMs(10_000);
  await pause(150);
  const answer = await ask(at);
  expect([answer.status, answer.headers.connection]).toEqual([200, 'close']);
  await expect(ask(at)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(await drained).toBeLessThan(1_000);
});

test('what is under way when the drain begins is answered, and the drain ends with it', async () => {
  answerMs = 300;
  const answers = Array.from({ length: 8 }, () => ask(port()));
  await pause(100);
  const drained = drainMs(10_000);
  for (const { status, headers } of await Promise.all(answers)) expect([status, headers.connection]).toEqual([200, 'close']);
  expect(await drained).toBeLessThan(500);
});

test('callers that ask one request after the other meet no broken connection', async () => {
  const at = port();
  const failures: string[] = [];
  const callers = Array.from({ length: 8 }, async () => {
    for (;;) {
      try {
        await ask(at);
      } catch (error) {
        return void failures.push((error as NodeJS.ErrnoException).code ?? '');
      }
    }
  });
  await pause(200);
  await web.drain(10_000);
  await Promise.all(callers);
  expect(failures).toEqual(Array(8).fill('ECONNREFUSED'));
});

test('with nothing under way the drain ends at once, or soon where connections are kept open, used or not', async () => {
  expect(await drainMs(10_000)).toBeLessThan(100);
  web.server.listen(0, '127.0.0.1');
  await once(web.server, 'listening');
  await ask(port());
  const unused = connect(port(), '127.0.0.1').on('error', () => undefined);
  await once(unused, 'connect');
  expect(await drainMs(10_000)).toBeLessThan(1_000);
});

test('what is not answered when the time is over is cut', async () => {
  answerMs = 5_000;
  const answer = ask(port()).catch((error: NodeJS.ErrnoException) => error.code);
  await pause(100);
  expect(await drainMs(300)).toBeLessThan(500);
  expect(await answer).toBe('ECONNRESET');
});
