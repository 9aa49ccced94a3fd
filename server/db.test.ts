import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { ABANDONED, createDb, createSql, type Sql } from './db.ts';
import { asAppError } from './failure.ts';
import { SilenceGuard } from './silence-guard.ts';

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

test('a transaction that lost its connection leaves nothing behind for the next one on it', async () => {
  const guard = new CuttingGuard();
  const sql = createSql(inject('adminUrl'), { max: 3, guard });
  open.push({ end: () => sql.end({ timeout: 1 }) });
  let ended = false;
  let committed = 0;
  // Each text is new to its connection, so that the driver asks what it is before it sends its values.
  const transact = async (lane: number): Promise<void> => {
    for (let i = 0; !ended; i++) {
      const begun = sql.begin(async (tx) => {
        await tx.unsafe(`select $1::int as lane_${lane}_${i}`, [lane]);
        await tx.unsafe(`select $1::int as again_${lane}_${i}`, [i]);
      });
      await begun.then(
        () => committed++,
        () => undefined,
      );
    }
  };
  const lanes = Array.from({ length: 6 }, (_, lane) => transact(lane));
  for (let round = 0; round < 12; round++) {
    const before = committed;
    await vi.waitUntil(() => committed > before + 20, { timeout: 5_000, interval: 2 });
    guard.cut();
  }
  ended = true;
  await Promise.all(lanes);
}, 30_000);

test('a statement that fails in the middle of its rows leaves none of them to the next', async () => {
  const sql = createSql(inject('adminUrl'), { max: 1 });
  open.push({ end: () => sql.end({ timeout: 1 }) });
  await expect(sql`select repeat('x', 5000), 1 / (3 - i) from generate_series(1, 5) i`).rejects.toMatchObject({ code: '22012' });
  expect([...(await sql<{ one: number }[]>`select 1 as one`)]).toEqual([{ one: 1 }]);
});

test('a statement that waits for a lock gives up before the session that holds it would be given up, and is to be tried again', async () => {
  const sql = createSql(inject('adminUrl'), { max: 2 });
  open.push({ end: () => sql.end({ timeout: 1 }) });
  await sql.begin(async (holder) => {
    await holder`select pg_advisory_xact_lock(7316)`;
    const at = performance.now();
    const error: unknown = await sql`select pg_advisory_xact_lock(7316)`.catch((thrown: unknown) => thrown);
    expect(asAppError(error)).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(performance.now() - at).toBeLessThan(ABANDONED.idle_in_transaction_session_timeout - 1_000);
  });
}, 15_000);

test('Postgres is told to look after sessions nobody is at the other end of', async () => {
  const guard = new SilenceGuard({ host: '127.0.0.1', port: 1 });
  const sql = createSql(inject('adminUrl'), { max: 1 });
  const db = createDb(inject('adminUrl'), { max: 1, guard });
  open.push({ end: () => sql.end({ timeout: 1 }) }, { end: () => db.$disconnect() }, { end: async () => guard.stop() });
  const text = `select current_setting('tcp_keepalives_idle') as idle`;
  expect([...(await sql.unsafe(text)), ...(await db.$queryRawUnsafe<object[]>(text))]).toEqual([{ idle: '15' }, { idle: '15' }]);
});

/** Ends the connections it watches when it is told to. */
class CuttingGuard extends SilenceGuard {
  readonly #sockets = new Set<Socket>();

  constructor() {
    super({ host: '127.0.0.1', port: 1 });
  }

  override watch(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy(new Error('cut'));
    this.#sockets.clear();
  }
}

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
