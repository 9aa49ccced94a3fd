import type { Sql } from '../db.ts';
import { waits, type QueueTable } from './waiting-jobs.ts';

/**
 * What claims and positions go by, and what a list of the newest that wait goes by. Names end in these words, of at most five
 * letters: Postgres cuts off what goes beyond 63, and the table's name has 57.
 */
const OURS = { claim: '(group_id, priority desc, created_on, start_after)', ids: '(group_id, id)' };

/**
 * pg-boss's indexes that nothing here goes by, and that the planner takes all the same: by queue and age (`i15`), to find a
 * handful of jobs by id while few of them live, which walks whatever has ended since the last vacuum; by queue and order of
 * arrival (`i11`), to find a version's next job while one version has nearly all that wait, which walks past all of them.
 * Every job of this table is of one queue. Who holds what by group (`i7`) is asked by pg-boss's own claims only.
 */
const UNUSED = ['i7', 'i11', 'i15'];

/** lock_not_available, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BUSY = ['55P03', '40P01'];

/**
 * Makes the indexes of a queue's own table, and drops what would be in their way. Called before work begins; safe to call
 * from several processes.
 */
export async function prepareTable(sql: Sql, queue: string): Promise<QueueTable> {
  const [row] = await sql<{ table: string }[]>`select table_name as "table" from pgboss.queue where name = ${queue}`;
  if (!row) throw new Error(`there is no queue ${queue}`);
  const { table } = row;
  await sql.begin(async (tx) => {
    // Another process makes them right now: that takes as long as it takes.
    await tx`set local lock_timeout = 0`;
    await tx`select pg_advisory_xact_lock(hashtext('moorage claim index'))`;
    const known = await tx<{ name: string }[]>`select indexname as name from pg_indexes where schemaname = 'pgboss' and tablename = ${table}`;
    const names = new Set(known.map(({ name }) => name));
    for (const index of UNUSED) if (names.has(`${table}_${index}`)) await tx.unsafe(`drop index pgboss.${table}_${index}`);
    for (const [name, columns] of Object.entries(OURS))
      if (!names.has(`${table}_${name}`)) await tx.unsafe(`create index ${table}_${name} on pgboss.${table} ${columns} where ${waits(table)}`);
  });
  await dropKeys(sql, table);
  return { name: queue, table };
}

/**
 * Drops the keys into pg-boss's table of queues. A table of its own has the jobs of one queue and goes with it, so they say
 * nothing; but Postgres looks up, and locks, the same row of that table for every single job: a quarter of what adding one costs.
 */
async function dropKeys(sql: Sql, table: string): Promise<void> {
  const keys = await sql<{ name: string }[]>`
    select conname as name from pg_constraint where contype = 'f' and conrelid = ${`pgboss.${table}`}::regclass`;
  if (keys.length === 0) return;
  const drops = keys.map(({ name }) => `drop constraint if exists ${name}`).join(', ');
  try {
    await sql.begin((tx) => [tx`set local lock_timeout = '1s'`, tx.unsafe(`alter table pgboss.${table} ${drops}`)]);
  } catch (error) {
    // Both tables are needed at once, and another process is at work on them: all that is lost is time, and the next start tries again.
    if (!BUSY.includes((error as { code?: string }).code ?? '')) throw error;
  }
}
