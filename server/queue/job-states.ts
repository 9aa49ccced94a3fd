import type postgres from 'postgres';
import { jobsOf, waits, type QueueTable } from './waiting-jobs.ts';

export interface JobState {
  id: string;
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
  startedAt: Date | null;
  retryCount: number;
  /** Jobs of the same group that will be claimed before this one; 0 when it is next or running. */
  ahead: number;
  /** Jobs of the same group that workers hold now. */
  busy: number;
}

/** Where jobs stand, in one query. Jobs that ended long ago are gone and not returned. */
export async function readJobStates(sql: postgres.ISql, queue: QueueTable, ids: string[]): Promise<JobState[]> {
  if (ids.length === 0) return [];
  const rows = await sql.unsafe<(Omit<JobState, 'ahead' | 'busy'> & { ahead: string; busy: string })[]>(statesStatement(queue), [ids] as never[], {
    prepare: true,
  });
  return rows.map((row) => ({ ...row, ahead: Number(row.ahead), busy: Number(row.busy) }));
}

/**
 * Its text; `$1` are the ids. Each line is counted through once, in the claim index alone and in its order, however many of
 * its jobs are asked for: what is added up are the jobs between one place that is asked for and the next. Jobs of one
 * place (priority and moment: those of one commit) are claimed as they lie in the index.
 */
export function statesStatement(queue: QueueTable): string {
  const jobs = jobsOf(queue);
  const between = (condition: string) => `(select count(*) from ${jobs} b where ${waits('b')} and b.group_id = p.group_id and ${condition})`;
  return `
    with asked as (
      select j.*, ${waits('j')} as waits from ${jobs} j where j.name = '${queue.name}' and j.id = any($1::uuid[])),
    places as (
      select group_id, priority, created_on, lag(priority) over line as last_priority, lag(created_on) over line as last_created
      from (select distinct group_id, priority, created_on from asked where waits) place
      window line as (partition by group_id order by priority desc, created_on)),
    counted as (
      select p.group_id, p.priority, p.created_on, sum(
          ${between(`b.priority = p.last_priority and b.created_on >= p.last_created
            and b.created_on < case when p.last_priority = p.priority then p.created_on else 'infinity' end`)}
          + ${between(`b.priority < coalesce(p.last_priority, 2147483647) and b.priority > p.priority`)}
          + ${between(`b.priority = p.priority
            and b.created_on < case when p.last_priority = p.priority then '-infinity' else p.created_on end`)}
        ) over (partition by p.group_id order by p.priority desc, p.created_on) as ahead
      from places p),
    lined as (
      select t.id, c.ahead + row_number() over (partition by c.group_id, c.priority, c.created_on order by t.start_after, t.ctid) - 1 as ahead
      from counted c join ${jobs} t
        on ${waits('t')} and t.group_id = c.group_id and t.priority = c.priority and t.created_on = c.created_on),
    held as (
      select group_id, count(*) as busy from ${jobs}
      where name = '${queue.name}' and state = 'active' and group_id in (select group_id from asked) group by 1)
    select a.id, a.state::text as state, a.started_on as "startedAt", a.retry_count as "retryCount",
      coalesce(l.ahead, 0) as ahead, coalesce(h.busy, 0) as busy
    from asked a left join lined l on l.id = a.id left join held h on h.group_id = a.group_id`;
}
