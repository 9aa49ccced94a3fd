/** A queue with a table of its own. */
export interface QueueTable {
  name: string;
  /** pg-boss's name for its table, of which every row is a job of this queue. */
  table: string;
}

/**
 * Its table in a statement. All rows are of this queue: a condition on its name would only tempt the planner to read all of
 * it by key, and keep an index from answering alone.
 */
export function jobsOf({ name, table }: QueueTable): string {
  if (![name, table].every((word) => /^[\w-]+$/.test(word))) throw new Error(`"${name}" is no name of a queue`);
  return `pgboss.${table}`;
}

/** That a job waits, in the words of the indexes over those that do: in any others the planner would not take them. */
export function waits(alias: string): string {
  return `${alias}.state < 'active' and not ${alias}.blocked`;
}

/**
 * The groups of a queue with jobs that wait, as a recursive table `groups(group_id)`, of which the last is null: by a walk
 * from one to the next in the index (https://wiki.postgresql.org/wiki/Loose_indexscan), since a plain "select distinct"
 * reads every job.
 */
export function waitingGroups(queue: QueueTable): string {
  const jobs = jobsOf(queue);
  return `groups as (
      (select j.group_id from ${jobs} j where ${waits('j')} and j.group_id is not null order by j.group_id limit 1)
      union all
      select (select j.group_id from ${jobs} j where ${waits('j')} and j.group_id > groups.group_id order by j.group_id limit 1)
      from groups where groups.group_id is not null)`;
}
