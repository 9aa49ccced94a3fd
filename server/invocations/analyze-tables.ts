import type { Runtime } from '../runtime.ts';

/** Below this any plan is cheap. */
const FEW_ROWS = 200;

/**
 * Renews the statistics of the tables every run passes through once they have grown or changed by a quarter. The hot
 * statements are planned once and kept: a plan made on an empty table walks all of it when it has filled, and Postgres by
 * itself looks only once a minute. Returns how many were analysed.
 */
export async function analyzeTables(runtime: Runtime): Promise<number> {
  const rows = await runtime.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
    where (schemaname = 'partitions' or schemaname = 'pgboss' or (schemaname = current_schema() and relname in ('worker', 'version', 'model', 'api_key')))
      and n_mod_since_analyze > greatest(${FEW_ROWS}, n_live_tup / 4)`;
  for (const { name } of rows) await runtime.sql.unsafe(`analyze ${name}`);
  return rows.length;
}
