import { DatabaseClock } from './database-clock.ts';
import { createDb, createGuard, createSql, type Db, type Sql } from './db.ts';
import type { Env } from './env.ts';
import { Bell } from './events/bell.ts';
import { EventHub } from './events/event-hub.ts';
import { newUuid } from './ids.ts';
import { createLog, type Logger } from './log.ts';
import { Queue } from './queue/boss.ts';
import type { BlobStore } from './storage/blob-store.ts';
import { createDiskStore } from './storage/disk-store.ts';

/**
 * Everything that lives once per process. Two module graphs (native and Next's) share the web process, so it is held on
 * globalThis and no other module of server/ keeps state.
 */
export interface Runtime {
  /** Differs per process: shows that two doors share one runtime. */
  id: string;
  env: Env;
  log: Logger;
  db: Db;
  sql: Sql;
  /** synchronous_commit is off: for claims, since a lost claim just runs again, and for teams that chose `balanced`. */
  relaxedSql: Sql;
  queue: Queue;
  bell: Bell;
  /** What deadlines, heartbeats and circuits go by. */
  clock: DatabaseClock;
  events: EventHub;
  blobs: BlobStore;
  /** One value per key and process, made on first use: where verbs keep flush queues, caches and waiters. */
  once<T>(key: string, make: () => T): T;
  /** Aborted when the process begins to end: what can go on elsewhere stops by it. */
  ending: AbortSignal;
  /** Aborted a moment before what is still under way is cut. */
  closing: AbortSignal;
  /** Begins to end: aborts `ending`, and `closing` after so long; everything else still works. */
  end(closingMs: number): void;
  stop(): Promise<void>;
}

const KEY = Symbol.for('moorage.runtime');
const holder = globalThis as { [KEY]?: Runtime };

/** Opens pools, queue, bell and storage; once per process. */
export async function startRuntime(env: Env, role: 'web' | 'worker' | 'cli'): Promise<Runtime> {
  const log = createLog(role, env.logLevel);
  const guard = createGuard(env.databaseUrl);
  const sql = createSql(env.databaseUrl, { max: role === 'cli' ? 2 : 6, guard });
  const relaxedSql = createSql(env.databaseUrl, { max: 3, relaxed: true, guard });
  const db = createDb(env.databaseUrl, { max: role === 'web' ? 8 : 4, guard });
  const queue = await Queue.start(sql, {
    databaseUrl: env.databaseUrl,
    guard,
    supervise: role === 'worker',
    onError: (error) => log.warn({ err: error }, 'queue'),
  });
  const bell = new Bell(sql);
  if (role !== 'cli') await bell.start();
  const events = new EventHub(sql, bell);
  const clock = await DatabaseClock.start(sql);
  const slots = new Map<string, unknown>();
  const ending = new AbortController();
  const closing = new AbortController();
  const runtime: Runtime = {
    id: newUuid(),
    env,
    log,
    db,
    sql,
    relaxedSql,
    queue,
    bell,
    clock,
    events,
    blobs: await createDiskStore(env.dataFolder),
    once<T>(key: string, make: () => T): T {
      if (!slots.has(key)) slots.set(key, make());
      return slots.get(key) as T;
    },
    ending: ending.signal,
    closing: closing.signal,
    end(closingMs) {
      ending.abort();
      setTimeout(() => closing.abort(), closingMs).unref();
    },
    async stop() {
      ending.abort();
      closing.abort();
      events.close();
      bell.close();
      clock.stop();
      await queue.stop();
      await Promise.all([db.$disconnect(), sql.end({ timeout: 2 }), relaxedSql.end({ timeout: 2 })]);
      guard.stop();
      delete holder[KEY];
    },
  };
  holder[KEY] = runtime;
  return runtime;
}

/** The process's runtime. Throws where the process was not started by server/main.ts or worker/main.ts. */
export function getRuntime(): Runtime {
  const runtime = holder[KEY];
  if (!runtime) throw new Error('The runtime is not started: run the app with "npm start", not with next directly.');
  return runtime;
}

/** The connections whose commits keep a team's promise: `strict` waits for the disk, `balanced` does not. */
export function durableSql(runtime: Runtime, durability: 'strict' | 'balanced'): Sql {
  return durability === 'balanced' ? runtime.relaxedSql : runtime.sql;
}
