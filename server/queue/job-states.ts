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

/** How many attempts a job has begun, the one under way included: what is put back unstarted has no start. */
export function attemptsOf({ retryCount, startedAt }: Pick<JobState, 'retryCount' | 'startedAt'>): number {
  return retryCount + (startedAt ? 1 : 0);
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
 * Its text; `$1` are the ids. Each line is counted through once, by what the claim index holds and in its order, however
 * many of its jobs are asked for. Jobs of one place (priority and moment: those of one commit) are claimed as they lie in
 * the index.
 */
export function statesStatement(queue: QueueTable): string {
  const jobs = jobsOf(queue);
  return `
    with asked as (
      select j.*, ${waits('j')} as waits from ${jobs} j where j.name = '${queue.name}' and j.id = any($1::uuid[])),
    places as (select distinct group_id, priority, created_on from asked where waits),
    line as (
      select w.group_id, w.priority, w.created_on, row_number() over (partition by w.group_id order by w.priority desc, w.created_on) - 1 as ahead
      from ${jobs} w where ${waits('w')} and w.group_id = any(array(select group_id from places))),
    counted as (
      select group_id, priority, created_on, min(ahead) as ahead from line join places using (group_id, priority, created_on) group by 1, 2, 3),
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
