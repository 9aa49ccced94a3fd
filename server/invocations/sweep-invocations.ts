import type { Runtime } from '../runtime.ts';

const KEEP_DAYS = 30;
const BATCH = 1_000;
/** After each batch, this many times as long as it took belongs to others. */
const REST = 3;

/**
 * Makes the partitions of the months to come, and removes runs, their events and idempotency keys past their time: whole
 * partitions where everything in them is past it, small batches with rests where not, so that the queue never waits for it.
 */
export async function sweepInvocations(runtime: Runtime): Promise<void> {
  const { sql } = runtime;
  await sql`select partitions.ensure(now(), now() + interval '3 months')`;
  await dropPartitions(runtime);
  const edge = sql`partitions.uuid_at(now() - ${KEEP_DAYS} * interval '1 day')`;
  await inBatches(
    (after) => sql`
      delete from invocation where id = any(array(
        select id from invocation where id > ${after}::uuid and id < ${edge} and status <> 'queued' order by id limit ${BATCH})) returning id`,
  );
  await inBatches(
    (after) => sql`
      delete from unsuccessful_invocation where id = any(array(
        select id from unsuccessful_invocation where id > ${after}::uuid and id < ${edge} order by id limit ${BATCH})) returning id`,
  );
  await inBatches(
    (after) => sql`
      delete from event where subject < ${edge} and subject = any(array(
        select distinct subject from event e where subject > ${after}::uuid and subject < ${edge}
          and not exists (select 1 from deployment d where d.id = e.subject) order by subject limit ${BATCH})) returning subject as id`,
  );
  await sql`delete from idempotency_key where created_at < now() - interval '24 hours'`;
  await sweepCounts(runtime);
}

/**
 * Counts of runs past their time go with them, and hours become days once no page shows them by the hour. What is left
 * of a model that has not run for long is when it last did.
 */
async function sweepCounts({ sql }: Runtime): Promise<void> {
  await sql`delete from run_hour where not exists (select 1 from model where id = run_hour.model_id)`;
  await sql`
    with hours as (
      delete from run_hour where hour < date_trunc('day', now() - interval '1 day', 'UTC') and hour <> date_trunc('day', hour, 'UTC')
      returning model_id, hour, runs, last_at)
    insert into run_hour as d (model_id, hour, runs, last_at)
    select model_id, date_trunc('day', hour, 'UTC'), sum(runs), max(coalesce(last_at, hour)) from hours group by 1, 2
    on conflict (model_id, hour) do update set runs = d.runs + excluded.runs, last_at = greatest(d.last_at, excluded.last_at)`;
  const past = sql`hour < now() - ${KEEP_DAYS + 1} * interval '1 day'`;
  await sql`delete from run_hour r where ${past} and exists (select 1 from run_hour newer where newer.model_id = r.model_id and newer.hour > r.hour)`;
  await sql`update run_hour set runs = 0 where ${past} and runs > 0`;
}

/** Months of runs that are past their time as a whole, and of which none waits. */
async function dropPartitions({ sql, log }: Runtime): Promise<void> {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'partitions' and tablename ~ '^invocation_[0-9]{6}$'
      and to_date(right(tablename, 6), 'YYYYMM') + interval '1 month' <= now() - ${KEEP_DAYS} * interval '1 day'`;
  for (const { name } of rows) {
    const [waiting] = await sql`select 1 from ${sql(`partitions.${name}`)} where status = 'queued' limit 1`;
    if (waiting) continue;
    // It locks out everybody for a moment: rather not now than having the queue wait behind it.
    await sql.begin((tx) => [tx`set local lock_timeout = '200ms'`, tx`drop table ${tx(`partitions.${name}`)}`]);
    log.info({ partition: name }, 'runs past their time removed');
  }
}

// Each batch begins where the last one ended: what is removed stays in the index until the next vacuum, and is not walked again.
async function inBatches(remove: (after: string) => PromiseLike<{ id: string }[]>): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const at = performance.now();
    const removed = await remove(after);
    if (removed.length === 0) return;
    after = removed.reduce((last, { id }) => (id > last ? id : last), after);
    await new Promise((resolve) => setTimeout(resolve, (performance.now() - at) * REST));
  }
}
