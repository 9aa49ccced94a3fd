import type postgres from 'postgres';
import { jobsOf, waitingGroups, waits } from '../queue/waiting-jobs.ts';
import type { Runtime } from '../runtime.ts';

type Fragment = postgres.Fragment;

interface Wanted {
  /** Which versions' runs, as a condition on `v`. */
  version: Fragment;
  /** Which of their ids, as further conditions on an id. */
  range(id: Fragment): Fragment;
  /** How many of the newest, as a limit. */
  most: Fragment;
}

/** Ids of runs that wait, newest first: line by line, so that neither what waits for other teams nor how long a line is counts. */
export function selectWaitingIds({ sql, queue }: Runtime, { version, range, most }: Wanted): Fragment {
  return sql`
    with recursive ${sql.unsafe(waitingGroups(queue.invocations))}
    select w.id from groups join version v on v.id = groups.group_id::uuid and ${version}
    cross join lateral (
      select j.id from ${sql.unsafe(jobsOf(queue.invocations))} j where ${sql.unsafe(waits('j'))} and j.group_id = groups.group_id
        ${range(sql`j.id`)} order by j.id desc ${most}) w
    order by w.id desc ${most}`;
}

/** Ids of runs that workers hold: never more than they have room for. */
export function selectRunningIds({ sql, queue }: Runtime, { version, range }: Omit<Wanted, 'most'>): Fragment {
  return sql`
    select j.id from ${sql.unsafe(jobsOf(queue.invocations))} j join version v on v.id = j.group_id::uuid and ${version}
    where j.name = ${queue.invocations.name} and j.state = 'active' and j.group_id is not null ${range(sql`j.id`)}`;
}
