import type { Runtime } from '../runtime.ts';
import { jobsOf } from './waiting-jobs.ts';

/** With fewer dead rows a claim walks past them in no time. */
const MANY_DEAD = 10_000;

/**
 * Clears the queue's table of what has ended. Every claim begins at the oldest job of a version and so walks past all that
 * were before it, until they are vacuumed away, which Postgres does by itself once a minute: at two thousand runs a second that
 * makes a claim twice as dear by then. What a vacuum had to leave, since somebody may still see it, is not tried again before
 * as much has come to it. Returns whether there was enough to do.
 */
export async function vacuumQueue(runtime: Runtime): Promise<boolean> {
  const last = runtime.once('vacuumed-queue', () => ({ left: 0 }));
  const dead = await deadRows(runtime);
  last.left = Math.min(last.left, dead);
  if (dead < last.left + MANY_DEAD) return false;
  // Not by the hot statements' driver, where one of them could have to wait for it.
  await runtime.db.$executeRawUnsafe(`vacuum (skip_locked, truncate false) ${jobsOf(runtime.queue.invocations)}`);
  last.left = await deadRows(runtime);
  return true;
}

async function deadRows(runtime: Runtime): Promise<number> {
  const [row] = await runtime.sql<{ dead: number }[]>`
    select n_dead_tup::float8 as dead from pg_stat_user_tables where schemaname = 'pgboss' and relname = ${runtime.queue.invocations.table}`;
  return row?.dead ?? 0;
}
