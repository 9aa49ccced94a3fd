import type { Runtime } from '../runtime.ts';
import { jobsOf } from './waiting-jobs.ts';

/** With fewer dead rows a claim walks past them in no time. */
const MANY_DEAD = 2_000;

/**
 * Clears the queue's table of what has ended. Every claim begins at the oldest job of a version and so walks past all that
 * were before it, until they are vacuumed away, which Postgres does by itself once a minute: at two thousand runs a second that
 * makes a claim twice as dear by then. Returns whether there was enough to do. Nobody has to wait for it, and of several
 * processes one does it.
 */
export async function vacuumQueue(runtime: Runtime): Promise<boolean> {
  const { invocations } = runtime.queue;
  const [row] = await runtime.sql<{ dead: string }[]>`
    select n_dead_tup as dead from pg_stat_user_tables where schemaname = 'pgboss' and relname = ${invocations.table}`;
  if (Number(row?.dead ?? 0) < MANY_DEAD) return false;
  await runtime.sql.unsafe(`vacuum (skip_locked, truncate false) ${jobsOf(invocations)}`);
  return true;
}
