import type { Sql } from '../db.ts';

/** Has every connection of the pool tell Postgres' statistics what it has written, as it would by itself within moments. */
export async function countWrites(sql: Sql): Promise<void> {
  // Sooner than a second after the last time a connection keeps it to itself.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await Promise.all(Array.from({ length: 12 }, () => sql`select pg_stat_force_next_flush(), pg_sleep(0.05)`));
}
