import type { Runtime } from '../runtime.ts';

/** Below this any plan is cheap. */
const FEW_ROWS = 200;

/**
 * Renews the statistics of the tables every run passes through once they hold twice what the planner knows of. The hot
 * statements are planned once and kept: a plan made on an empty table walks all of it when it has filled, and Postgres by
 * itself looks only once a minute. Growth counts and not change: the queue's table is written from end to end every few
 * seconds while it stays as small as it was, and every renewal makes each connection plan all its statements anew.
 * Returns which were.
 */
export async function analyzeTables(runtime: Runtime): Promise<string[]> {
  const rows = await runtime.sql<{ name: string }[]>`
    select s.relid::regclass::text as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where (s.schemaname in ('partitions', 'pgboss') or (s.schemaname = current_schema() and s.relname in ('worker', 'version', 'model', 'api_key')))
      and s.n_live_tup > 2 * greatest(${FEW_ROWS}, c.reltuples)`;
  for (const { name } of rows) await runtime.sql.unsafe(`analyze ${name}`);
  return rows.map(({ name }) => name);
}
