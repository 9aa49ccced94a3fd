import { once } from 'node:events';
import { createServer, request, type ClientRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyUntil } from './tus-body.ts';

const MB = 1024 ** 2;
let server: Server;

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A request on its way to the server, whose body the test writes. */
async function send(): Promise<{ outgoing: ClientRequest; incoming: IncomingMessage; answer: ServerResponse }> {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ host: '127.0.0.1', port, method: 'PATCH', agent: false });
  outgoing.on('error', () => {});
  outgoing.flushHeaders();
  const [incoming, answer] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  // As @tus/server has it; without one an aborted request only closes.
  incoming.on('error', () => {});
  return { outgoing, incoming, answer };
}

async function sizeOf(body: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  return size;
}

test('gives all of a body', async () => {
  const { outgoing, incoming } = await send();
  const size = sizeOf(bodyUntil(incoming, new AbortController().signal));
  outgoing.end(Buffer.alloc(5 * MB));
  expect(await size).toBe(5 * MB);
});

test('takes no more than its reader asks for', async () => {
  const { outgoing, incoming } = await send();
  const body = bodyUntil(incoming, new AbortController().signal);
  outgoing.end(Buffer.alloc(64 * MB));
  const first = await body.next();
  let before = -1;
  while (incoming.socket.bytesRead !== before) {
    before = incoming.socket.bytesRead;
    await pause(50);
  }
  expect(before).toBeLessThan(4 * MB);
  expect((first.value?.length ?? 0) + (await sizeOf(body))).toBe(64 * MB);
});

test('ends when it has to stop, after what had come, and the request can still be answered', async () => {
  const { outgoing, incoming, answer } = await send();
  const stop = new AbortController();
  const size = sizeOf(bodyUntil(incoming, stop.signal));
  outgoing.write(Buffer.alloc(1000));
  await expect.poll(() => incoming.socket.bytesRead).toBeGreaterThan(1000);
  stop.abort();
  expect(await size).toBe(1000);
  answer.writeHead(204).end();
  const [{ statusCode }] = (await once(outgoing, 'response')) as [IncomingMessage];
  expect(statusCode).toBe(204);
  outgoing.destroy();
});

test('ends with what had come when the sender goes, also one that had gone before', async () => {
  const { outgoing, incoming } = await send();
  const { signal } = new AbortController();
  const size = sizeOf(bodyUntil(incoming, signal));
  outgoing.write(Buffer.alloc(1000));
  await expect.poll(() => incoming.socket.bytesRead).toBeGreaterThan(1000);
  outgoing.destroy();
  expect(await size).toBe(1000);
  expect(await sizeOf(bodyUntil(incoming, signal))).toBe(0);
});
