import type { Durability } from '../generated/prisma/client.ts';
import type { ErrorBody } from '../errors.ts';
import { failpoint } from '../failpoints.ts';
import type { ClaimedJob } from '../queue/boss.ts';
import { attemptsOf } from '../queue/job-states.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import { durableSql, type Runtime } from '../runtime.ts';
import type { PackedTensors } from './pack-tensors.ts';
import type { Timings } from './schema.ts';
import { RING_ENDED, tellRuns } from './told-runs.ts';

/** How one attempt ended for good. */
export interface FinishedInvocation {
  job: ClaimedJob;
  status: 'succeeded' | 'failed' | 'canceled' | 'expired';
  outputs: PackedTensors | null;
  error: ErrorBody | null;
  timings: Timings | null;
  worker: { id: string; name: string } | null;
  /** null: it never started. */
  startedAt: Date | null;
  /** Where it ran, if that is worth saying. */
  device?: string | null;
}

const ROWS = `
  ended as (
    update invocation i set status = f.status::"InvocationStatus", outputs = f.outputs::jsonb, output_data = decode(f.data, 'hex'), output_blob = f.blob,
      error = f.error::jsonb, timings = f.timings::jsonb, worker_id = f.worker, attempts = f.attempts, started_at = f.started, device = f.device, ended_at = clock_timestamp()
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::int[], $10::timestamptz[], $11::text[])
      as f(id, status, outputs, data, blob, error, timings, worker, attempts, started, device)
    join results on results.id = f.id
    where i.id = f.id and i.status = 'queued'
    returning i.id, i.team_id, i.model_id, i.status, i.created_at, i.ended_at),
  unsuccessful as (
    insert into unsuccessful_invocation (id, team_id, model_id, status)
    select id, team_id, model_id, status from ended where status <> 'succeeded')`;

const RING_OFFERS = `(select count(pg_notify('moorage_offers', $14::text)) where $14::text is not null)`;

/**
 * Records results and settles their jobs in one statement. An attempt that is no longer current (its worker was given
 * up, or the run canceled) changes nothing. What is small is told with the bell, so that whoever waits reads nothing.
 * Rings with the worker's `offers` besides. Returns the ids that ended here.
 */
export async function finishInvocations(
  runtime: Runtime,
  finished: FinishedInvocation[],
  how: { durability?: Durability; offers?: string | null } = {},
): Promise<Set<string>> {
  if (finished.length === 0) return new Set();
  failpoint(runtime.env, 'finish.before_commit');
  const { texts, rings } = tellRuns(finished);
  const ended = await runtime.queue.completeWith(
    INVOCATIONS,
    finished.map((item) => item.job),
    {
      executor: durableSql(runtime, how.durability ?? 'strict'),
      ctes: ROWS,
      select: `${RING_ENDED}, ${RING_OFFERS}`,
      values: [
        finished.map((item) => item.job.id),
        finished.map((item) => item.status),
        finished.map((item) => (item.outputs ? JSON.stringify(item.outputs.tensors) : null)),
        finished.map((item) => item.outputs?.data?.toString('hex') ?? null),
        finished.map((item) => item.outputs?.blob ?? null),
        finished.map((item) => (item.error ? JSON.stringify(item.error) : null)),
        finished.map((item) => (item.timings ? JSON.stringify(item.timings) : null)),
        finished.map((item) => item.worker?.id ?? null),
        finished.map(({ job, startedAt }) => attemptsOf({ ...job, startedAt })),
        finished.map((item) => item.startedAt?.toISOString() ?? null),
        finished.map((item) => item.device ?? null),
        texts,
        rings,
        how.offers ?? null,
      ],
    },
  );
  failpoint(runtime.env, 'finish.after_commit');
  return ended;
}
