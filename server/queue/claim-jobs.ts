import type { Sql } from '../db.ts';
import type { ClaimedJob } from './boss.ts';
import { jobsOf, waitingGroups, waits, type QueueTable } from './waiting-jobs.ts';

/** What identifies a claimed job. */
export type ClaimedFields = Omit<ClaimedJob, 'data'>;

/** What a claim may take. */
export interface JobClaim {
  queue: QueueTable;
  batchSize: number;
  /** Most jobs of a group; 0 leaves it out. */
  rooms: ReadonlyMap<string, number>;
  /** Most jobs of each group that `rooms` does not name. */
  roomOfOthers: number;
  workerId: string;
}

/** What is read beside the claimed jobs, and whose they are. */
interface Joined {
  join: string;
  select: string;
  /** Who a group belongs to, as an expression over `g.group_id`. */
  owner: string;
}

/** Groups a claim takes from, owners in turns, the most urgent heads of each first: it bounds what one statement locks. */
const MOST_GROUPS = 64;

/**
 * Claims jobs group by group: from each the most urgent and oldest, as many as it has room for, in turns: the first of
 * every owner before the second of any, and so the groups of each owner. Priority counts within an owner. What a full
 * group has waiting costs nothing, and one long line does not keep the others from being seen. pg-boss claims in arrival
 * order over all groups; state, attempt and fence are set as it sets them.
 * `join` is a from-clause over `claimed`, `select` the columns it adds; both are constant texts.
 */
export async function claimJobs<Row extends object>(sql: Sql, claim: JobClaim, joined: Joined): Promise<(ClaimedFields & Row)[]> {
  const { queue, batchSize, rooms, roomOfOthers, workerId } = claim;
  const values = [JSON.stringify(Object.fromEntries(rooms)), roomOfOthers, batchSize, workerId];
  return sql.unsafe<(ClaimedFields & Row)[]>(claimStatement(queue, joined), values, { prepare: true });
}

/** Its text; `$1…$4` are the rooms as JSON, the room of others, the size of the batch and the worker. */
export function claimStatement(queue: QueueTable, joined: Joined): string {
  const jobs = jobsOf(queue);
  return `
    with recursive ${waitingGroups(queue)},
    heads as (
      select g.group_id, g.room, h.priority, h.created_on, ${joined.owner} as owner from (
        select group_id, coalesce(($1::text::jsonb ->> group_id)::int, $2::int) as room from groups where group_id is not null) g
      cross join lateral (
        select j.priority, j.created_on from ${jobs} j
        where ${waits('j')} and j.group_id = g.group_id and j.start_after <= now() order by j.priority desc, j.created_on limit 1) h
      where g.room > 0),
    chosen as (
      select * from (select *, row_number() over (partition by owner order by priority desc, created_on) as owner_turn from heads) h
      order by owner_turn, created_on limit ${MOST_GROUPS}),
    taken as (
      select t.id, t.priority, t.created_on, chosen.owner, row_number() over (partition by chosen.group_id order by t.priority desc, t.created_on) as turn
      from chosen cross join lateral (
        select j.id, j.priority, j.created_on from ${jobs} j
        where ${waits('j')} and j.group_id = chosen.group_id and j.start_after <= now()
        order by j.priority desc, j.created_on limit least(chosen.room, $3::int) for update skip locked) t),
    turns as (select *, row_number() over (partition by owner order by priority desc, turn, created_on) as owner_turn from taken),
    next as (select id from turns order by owner_turn, priority desc, created_on limit $3::int),
    claimed as (
      update ${jobs} j set state = 'active', started_on = now(), heartbeat_on = now(), output = to_jsonb($4::text),
        retry_count = case when started_on is not null then retry_count + 1 else retry_count end
      where j.name = '${queue.name}' and j.id = any(array(select id from next))
      returning j.id, j.retry_count as "retryCount", j.group_id as "groupId")
    select claimed.*, ${joined.select} from claimed ${joined.join}`;
}
