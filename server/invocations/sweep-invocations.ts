import type { Runtime } from '../runtime.ts';

const KEEP_DAYS = 30;

/** Makes the partitions of the months to come, and removes runs, their events and idempotency keys past their time. */
export async function sweepInvocations(runtime: Runtime): Promise<void> {
  const { sql } = runtime;
  await sql`select partitions.ensure(now(), now() + interval '3 months')`;
  const edge = sql`partitions.uuid_at(now() - ${KEEP_DAYS} * interval '1 day')`;
  await sql`delete from invocation where id < ${edge} and status <> 'queued'`;
  await sql`delete from unsuccessful_invocation where id < ${edge}`;
  await sql`delete from event where subject < ${edge} and not exists (select 1 from deployment d where d.id = event.subject)`;
  await sql`delete from idempotency_key where created_at < now() - interval '24 hours'`;
}
