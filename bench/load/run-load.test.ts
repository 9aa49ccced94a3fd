import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { encodePost } from './http-connection.ts';
import type { LoadPlan } from './load-plan.ts';
import { runLoad } from './run-load.ts';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A server that answers the nth request with `answer(n)`, and a plan that sends it two inputs in turn. */
async function planFor(answer: (n: number, sent: number) => number[], mode: LoadPlan['mode'], chunked = false): Promise<LoadPlan> {
  let n = 0;
  server = createServer((req, res) => {
    req.on('data', (body: Buffer) => {
      const text = JSON.stringify({ outputs: answer(n++, Number(body.toString())) });
      if (!chunked) return res.end(text);
      res.write(text.slice(0, 5));
      res.end(text.slice(5));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/run`);
  const requests = [1, 2].map((value) => ({
    bytes: encodePost(url, {}, Buffer.from(String(value))),
    expected: { format: 'lists-json' as const, values: Float32Array.of(value, value / 3), tolerance: 1e-5 },
  }));
  return { host: url.hostname, port, requests, mode };
}

const right = (_: number, sent: number) => [sent, sent / 3];

test('so many requests are sent and all of them are answered', async () => {
  const result = await runLoad(await planFor(right, { kind: 'count', clients: 3, count: 50 }));
  expect(result.answered).toBe(50);
  expect(result.p50Ms).toBeGreaterThan(0);
});

test('an answer in chunks is read like one in a piece', async () => {
  const result = await runLoad(await planFor(right, { kind: 'count', clients: 2, count: 20 }, true));
  expect(result.answered).toBe(20);
});

test('one wrong number among right answers ends the load', async () => {
  const plan = await planFor((n, sent) => (n === 17 ? [sent, 0.5] : right(n, sent)), { kind: 'count', clients: 1, count: 50 });
  await expect(runLoad(plan)).rejects.toThrow(/number 1 is 0.5 instead of/);
});

test('answers that got mixed up are noticed', async () => {
  const plan = await planFor((n, sent) => right(n, n === 9 ? 3 - sent : sent), { kind: 'count', clients: 1, count: 50 });
  await expect(runLoad(plan)).rejects.toThrow(/instead of/);
});

test('an open loop sends about as many as were meant to come, whenever they are answered', async () => {
  const result = await runLoad(await planFor(right, { kind: 'open', perSecond: 200, seconds: 0.5, seed: 1 }));
  expect(result.answered).toBeGreaterThan(60);
  expect(result.answered).toBeLessThan(160);
});
