import { insertStatement } from '../queue/insert-jobs.ts';
import type { Runtime } from '../runtime.ts';

/** Adds jobs of invocations as the verb that makes runs does, without their runs. */
export async function addJobs(runtime: Runtime, jobs: { id: string; groupId: string; priority?: number }[]): Promise<void> {
  await runtime.sql.unsafe(
    `with job as (select *, null::text as worker from unnest($1::uuid[], $2::text[], $3::int[]) as job(id, group_id, priority)),
       queued as (${insertStatement(runtime.queue.invocations, 'job')}) select 1 as one`,
    [jobs.map(({ id }) => id), jobs.map(({ groupId }) => groupId), jobs.map(({ priority }) => priority ?? 0)],
  );
}
