import type { ErrorBody } from '../errors.ts';
import { findClaimedBy, releaseJobs } from '../queue/job-table.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';

const LOST: ErrorBody = {
  code: 'RUNNER_CRASHED',
  message: 'The worker that ran this was lost three times.',
  cause: 'A worker process or its machine went away while the run was under way.',
  suggestions: ['Run it again. If it stays, look at the memory of the machine: the model may need more than there is.'],
};

/**
 * Ends invocations whose job has no attempt left because workers were lost while running it: the queue gives such jobs
 * up by itself, the row still says queued. Returns how many.
 */
export async function failAbandonedInvocations(runtime: Runtime): Promise<number> {
  const rows = await runtime.sql.begin(async (tx) => {
    const ended = await tx<{ id: string }[]>`
      with ended as (
        update invocation i set status = 'failed', error = ${JSON.stringify(LOST)}::text::jsonb, ended_at = clock_timestamp(), attempts = j.retry_count + 1
        from pgboss.job j where j.name = ${INVOCATIONS} and j.state = 'failed' and j.id = i.id and i.status = 'queued'
        returning i.id, i.team_id, i.model_id, i.status)
      insert into unsuccessful_invocation (id, team_id, model_id, status) select id, team_id, model_id, status from ended returning id`;
    if (ended.length > 0) await runtime.bell.ring('moorage_ended', tx);
    return ended;
  });
  return rows.length;
}

/**
 * Runs that these dead workers held go back at once: those that had started for another attempt, the others as if they had
 * never been claimed. `startedOf` tells which had started, null where that is not known: then all of them had. Returns how many.
 */
export async function reclaimInvocations(
  runtime: Runtime,
  deadWorkers: string[],
  startedOf: (workerId: string) => ReadonlySet<string> | null,
): Promise<number> {
  const jobs = await findClaimedBy(runtime.sql, INVOCATIONS, deadWorkers);
  const started = new Map(deadWorkers.map((workerId) => [workerId, startedOf(workerId)]));
  const hadStarted = (job: (typeof jobs)[number]) => started.get(job.workerId)?.has(job.id) ?? true;
  const lost = jobs.filter(hadStarted);
  await releaseJobs(
    runtime.sql,
    INVOCATIONS,
    jobs.filter((job) => !hadStarted(job)),
  );
  if (lost.length > 0) await runtime.queue.fail(INVOCATIONS, lost, runtime.sql);
  return jobs.length;
}

/**
 * Jobs held by workers that are gone: put back at once when no living worker is left that could hold them; otherwise the
 * queue's heartbeat does it within 12 s. Called when a worker starts, before it claims anything.
 */
export async function reclaimOrphans(runtime: Runtime, queueName: string): Promise<number> {
  const active = await runtime.sql<{ id: string; retryCount: number }[]>`
    select id, retry_count as "retryCount" from pgboss.job where name = ${queueName} and state = 'active'`;
  if (active.length === 0) return 0;
  await runtime.queue.fail(
    queueName,
    active.map((job) => ({ ...job, groupId: null, data: null })),
    runtime.sql,
  );
  return active.length;
}
