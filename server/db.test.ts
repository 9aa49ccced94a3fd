import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { createSql, type Sql } from './db.ts';

const LONG_OUTAGE_MS = 3_000;
const BACK_WITHIN_MS = 400;

const open: { end: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.end();
});

test('after a long outage of the database, statements work again within moments of its return', async () => {
  const line = await startLine();
  const sql = createSql(line.url, { max: 1 });
  open.push({ end: () => sql.end({ timeout: 1 }) }, { end: () => line.cut() });
  expect(await works(sql)).toBe(true);

  await line.cut();
  const cutAt = Date.now();
  await vi.waitUntil(async () => !(await works(sql)) && Date.now() - cutAt > LONG_OUTAGE_MS, { timeout: 10_000, interval: 20 });
  await line.join();
  const joinedAt = Date.now();
  await vi.waitUntil(() => works(sql), { timeout: 10_000, interval: 5 });
  expect(Date.now() - joinedAt).toBeLessThan(BACK_WITHIN_MS);
});

function works(sql: Sql): Promise<boolean> {
  return sql`select 1`.then(
    () => true,
    () => false,
  );
}

/** A line to the test database that can be cut and joined again, at one address. */
async function startLine() {
  const url = new URL(inject('adminUrl'));
  const target = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
  const join = () =>
    new Promise<void>((resolve) => {
      server = createServer((near) => {
        const far = connect(target);
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(one);
          one.on('error', () => other.destroy()).on('close', () => sockets.delete(one));
          one.pipe(other);
        }
      }).listen(port, '127.0.0.1', () => {
        port = (server?.address() as AddressInfo).port;
        resolve();
      });
    });
  const cut = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      if (server) server.close(() => resolve());
      else resolve();
      server = null;
    });
  await join();
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, join, cut };
}
