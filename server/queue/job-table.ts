import type { Sql } from '../db.ts';
import type { ClaimedJob } from './boss.ts';

/*
 * What pg-boss has no call for, on its table. Every statement is fenced by the attempt, as pg-boss's own are: a job that
 * was claimed again meanwhile is left alone.
 */

/** Puts claimed jobs back as if they had never been claimed: no attempt is lost. They keep their place in the order. */
export async function releaseJobs(sql: Sql, queue: string, jobs: ClaimedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    update pgboss.job set started_on = null, heartbeat_on = null, output = null,
      state = (case when retry_count > 0 then 'retry' else 'created' end)::pgboss.job_state
    where name = ${queue} and id = any(${jobs.map((job) => job.id)}::uuid[]) and state = 'active'
      and id::text || ':' || retry_count = any(${fence(jobs)}::text[])`;
}

/** Puts claimed jobs back for another attempt, not before `delayMs` have gone by. Returns how many were still ours. */
export async function requeueJobs(sql: Sql, queue: string, work: { jobs: ClaimedJob[]; delayMs: number }): Promise<number> {
  const { jobs, delayMs } = work;
  // started_on stays: the next claim counts the attempt by it.
  const rows = await sql`
    update pgboss.job set state = 'retry', heartbeat_on = null, output = null,
      start_after = now() + ${delayMs}::float8 * interval '1 millisecond'
    where name = ${queue} and id = any(${jobs.map((job) => job.id)}::uuid[]) and state = 'active'
      and id::text || ':' || retry_count = any(${fence(jobs)}::text[])
    returning id`;
  return rows.length;
}

/** Puts back, like releaseJobs, what has been this worker's for `forMs` and is not among those it knows of. Returns the ids. */
export async function releaseUnheard(sql: Sql, queue: string, of: { workerId: string; forMs: number; known: string[] }): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update pgboss.job set started_on = null, heartbeat_on = null, output = null,
      state = (case when retry_count > 0 then 'retry' else 'created' end)::pgboss.job_state
    where name = ${queue} and state = 'active' and output #>> '{}' = ${of.workerId}
      and started_on <= now() - ${of.forMs}::float8 * interval '1 millisecond' and id <> all(${of.known}::uuid[])
    returning id`;
  return rows.map(({ id }) => id);
}

/** Jobs that these workers claimed and never settled, and which of them did. */
export async function findClaimedBy(sql: Sql, queue: string, workerIds: string[]): Promise<(ClaimedJob & { workerId: string })[]> {
  if (workerIds.length === 0) return [];
  const rows = await sql<{ id: string; retryCount: number; groupId: string | null; workerId: string }[]>`
    select id, retry_count as "retryCount", group_id as "groupId", output #>> '{}' as "workerId" from pgboss.job
    where name = ${queue} and state = 'active' and output #>> '{}' = any(${workerIds}::text[])`;
  return rows.map((row) => ({ ...row, data: null }));
}

function fence(jobs: ClaimedJob[]): string[] {
  return jobs.map((job) => `${job.id}:${job.retryCount}`);
}
