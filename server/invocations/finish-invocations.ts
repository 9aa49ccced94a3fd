import type { ErrorBody } from '../errors.ts';
import type { ClaimedJob } from '../queue/boss.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import type { PackedTensors } from './pack-tensors.ts';
import type { Timings } from './schema.ts';

/** How one attempt ended for good. */
export interface FinishedInvocation {
  job: ClaimedJob;
  status: 'succeeded' | 'failed' | 'canceled' | 'expired';
  outputs: PackedTensors | null;
  error: ErrorBody | null;
  timings: Timings;
  workerId: string | null;
  startedAt: Date;
}

class StaleAttempt extends Error {
  readonly current: Set<string>;
  constructor(current: Set<string>) {
    super('some attempts are no longer current');
    this.current = current;
  }
}

/**
 * Records results and settles their jobs in one transaction. An attempt that is no longer current (its worker was given
 * up, or the run canceled) changes nothing. Returns the ids that ended here.
 */
export async function finishInvocations(runtime: Runtime, finished: FinishedInvocation[]): Promise<Set<string>> {
  if (finished.length === 0) return new Set();
  try {
    return await writeResults(runtime, finished);
  } catch (error) {
    if (!(error instanceof StaleAttempt)) throw error;
    return finishInvocations(
      runtime,
      finished.filter((item) => error.current.has(item.job.id)),
    );
  }
}

// All statements travel in one flight; if the fence shows that an attempt is stale, everything is rolled back.
async function writeResults(runtime: Runtime, finished: FinishedInvocation[]): Promise<Set<string>> {
  return runtime.sql.begin(async (tx) => {
    const [current] = await Promise.all([
      runtime.queue.complete(
        INVOCATIONS,
        finished.map((item) => item.job),
        tx,
      ),
      tx.unsafe(
        `with ended as (
           update invocation i set status = f.status::"InvocationStatus", outputs = f.outputs::jsonb, output_data = decode(f.data, 'hex'), output_blob = f.blob,
             error = f.error::jsonb, timings = f.timings::jsonb, worker_id = f.worker, attempts = f.attempts, started_at = f.started, ended_at = clock_timestamp()
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::int[], $10::timestamptz[])
             as f(id, status, outputs, data, blob, error, timings, worker, attempts, started)
           where i.id = f.id and i.status = 'queued'
           returning i.id, i.team_id, i.model_id, i.status)
         insert into unsuccessful_invocation (id, team_id, model_id, status)
         select id, team_id, model_id, status from ended where status <> 'succeeded'`,
        [
          finished.map((item) => item.job.id),
          finished.map((item) => item.status),
          finished.map((item) => (item.outputs ? JSON.stringify(item.outputs.tensors) : null)),
          finished.map((item) => item.outputs?.data?.toString('hex') ?? null),
          finished.map((item) => item.outputs?.blob ?? null),
          finished.map((item) => (item.error ? JSON.stringify(item.error) : null)),
          finished.map((item) => JSON.stringify(item.timings)),
          finished.map((item) => item.workerId),
          finished.map((item) => item.job.retryCount + 1),
          finished.map((item) => item.startedAt.toISOString()),
        ] as never[],
        { prepare: true },
      ),
      runtime.bell.ring('moorage_ended', tx),
    ]);
    if (current.size < finished.length) throw new StaleAttempt(current);
    return current;
  });
}
