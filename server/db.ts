import type { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import postgres, { type Sql } from 'postgres';
import { PrismaClient } from './generated/prisma/client.ts';
import { SilenceGuard } from './silence-guard.ts';

export type Db = PrismaClient;
export type { Sql };

/**
 * What makes Postgres give up a session whose client the network has cut off: the locks of its transaction would hold up
 * everybody else. None of our transactions waits for anything but the database.
 */
export const ABANDONED = { idle_in_transaction_session_timeout: 6_000 };

/**
 * How long a statement waits for a lock: less than that, or sessions that are all cut off get each other's locks one after
 * the other, and each keeps them for its six seconds.
 */
const LOCKED = { lock_timeout: 4_000 };

/** When Postgres notices that nobody is at the other end of an idle session: by default after two hours, and it has few. */
const KEPT_ALIVE = { tcp_keepalives_idle: 15, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 };
const KEPT_ALIVE_OPTIONS = Object.entries(KEPT_ALIVE)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/** Prisma over its own pool: everything but the hot verbs. */
export function createDb(databaseUrl: string, options: { max: number; guard: SilenceGuard }): Db {
  const { max, guard } = options;
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl,
      max,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      stream: guard.newSocket,
      options: KEPT_ALIVE_OPTIONS,
      ...ABANDONED,
      ...LOCKED,
    }),
  });
}

/**
 * The pipelining driver for the hot verbs (create, claim, finish) and LISTEN: statements of one transaction
 * travel in one flight. `relaxed` turns synchronous_commit off, for claims only: a lost claim runs again.
 */
export function createSql(databaseUrl: string, options: { max: number; relaxed?: boolean; guard?: SilenceGuard }): Sql {
  const { url, path } = splitSocket(databaseUrl);
  return postgres(url, {
    max: options.max,
    ...(path ? { path } : {}),
    connect_timeout: 5,
    // Ours: patches/postgres says where it is called.
    ...({ watch: options.guard ? (socket: Socket) => options.guard?.watch(socket) : undefined } as object),
    idle_timeout: 0,
    max_lifetime: null,
    // Until the next try every statement fails at once: a database that is back is to be used within moments.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 0.2),
    onnotice: () => undefined,
    connection: {
      application_name: 'moorage',
      statement_timeout: 30_000,
      ...ABANDONED,
      ...LOCKED,
      ...KEPT_ALIVE,
      // The hot statements are few and always the same: planning them anew each time costs more than they do.
      plan_cache_mode: 'force_generic_plan',
      // None of them is so large that starting parallel workers would pay.
      max_parallel_workers_per_gather: 0,
      ...(options.relaxed ? { synchronous_commit: 'off' } : {}),
    },
  });
}

/** One guard per process over the connections of all its drivers. */
export function createGuard(databaseUrl: string): SilenceGuard {
  const { url, path } = splitSocket(databaseUrl);
  if (path) return new SilenceGuard({ path });
  const { hostname, port } = new URL(url);
  return new SilenceGuard({ host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port) || 5432 });
}

// libpq, pg and Prisma take `?host=/folder` for a Unix socket; this driver wants the path itself.
function splitSocket(databaseUrl: string): { url: string; path: string | null } {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  if (!folder?.startsWith('/')) return { url: databaseUrl, path: null };
  url.searchParams.delete('host');
  return { url: url.href, path: `${folder}/.s.PGSQL.${url.port || 5432}` };
}
