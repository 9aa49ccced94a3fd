import type { ErrorBody } from '../errors.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';

const EXPIRED: ErrorBody = {
  code: 'DEADLINE_EXCEEDED',
  message: 'The run expired: its deadline came before a worker could start it.',
  cause: 'More runs were waiting than could be done in that time, or no worker could take it.',
  suggestions: ['Run it again with a later deadline.', 'Give the version more instances, or its runs a higher priority.'],
};
const BATCH = 1_000;

/**
 * Ends runs whose deadline has passed before they started; a running one is stopped by its worker. Returns how many ended.
 * The job before the row, the order in which results are recorded: the two never wait for each other.
 */
export async function expireInvocations(runtime: Runtime): Promise<number> {
  const error = JSON.stringify(EXPIRED);
  const rows = await runtime.sql<{ expired: string }[]>`
    with due as (
      delete from invocation_deadline where id in (
        select id from invocation_deadline where deadline_at < now() order by deadline_at limit ${BATCH} for update skip locked)
      returning id),
    dropped as (
      update pgboss.job j set state = 'cancelled', completed_on = now()
      from due where j.name = ${INVOCATIONS} and j.id = due.id and j.state in ('created', 'retry') returning j.id),
    ended as (
      update invocation i set status = 'expired', ended_at = clock_timestamp(), error = ${error}::text::jsonb
      from dropped where i.id = dropped.id and i.status = 'queued' returning i.id, i.team_id, i.model_id, i.status),
    unsuccessful as (
      insert into unsuccessful_invocation (id, team_id, model_id, status) select id, team_id, model_id, status from ended returning id)
    select count(*) as expired, case when count(*) > 0 then pg_notify('moorage_ended', '') end from unsuccessful`;
  return Number(rows[0]?.expired ?? 0);
}
