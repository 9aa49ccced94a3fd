import { jobsOf, type QueueTable } from './waiting-jobs.ts';

/**
 * The insert of the jobs that a common table expression `from(id, group_id, priority, worker)` holds, as a part of a larger
 * statement: it sets what pg-boss's own sets, and fails where there is no such queue. That one takes its jobs as JSON and asks
 * each for two dozen options, which costs Postgres more than the rest of a run's first statement. A job with a worker is
 * claimed by it from the beginning, and in the state a claim leaves it in.
 */
export function insertStatement(queue: QueueTable, from: string): string {
  return `
    insert into ${jobsOf(queue)} (id, name, group_id, priority, start_after, created_on, keep_until, expire_seconds, deletion_seconds,
      state, started_on, heartbeat_on, output, retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds)
    select f.id, q.name, f.group_id, f.priority, now(), now(), now() + q.retention_seconds * interval '1 second', q.expire_seconds, q.deletion_seconds,
      (case when f.worker is null then 'created' else 'active' end)::pgboss.job_state,
      case when f.worker is not null then now() end, case when f.worker is not null then now() end, to_jsonb(f.worker),
      q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
    from ${from} f left join pgboss.queue q on q.name = '${queue.name}'`;
}
