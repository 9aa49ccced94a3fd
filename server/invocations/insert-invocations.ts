import type { Durability } from '../generated/prisma/client.ts';
import type { Executor } from '../queue/boss.ts';
import { failpoint } from '../failpoints.ts';
import { FlushQueue } from '../queue/flush-queue.ts';
import { insertStatement } from '../queue/insert-jobs.ts';
import { durableSql, type Runtime } from '../runtime.ts';
import { handRuns, RING_WORK, type HandedRuns } from './handed-runs.ts';
import { offersOf } from './worker-offers.ts';
import type { PackedTensors } from './pack-tensors.ts';

export interface NewInvocation extends PackedTensors {
  id: string;
  teamId: string;
  modelId: string;
  versionId: string;
  userId: string | null;
  keyId: string | null;
  source: string;
  requestedOutputs: string[] | null;
  priority: number;
  deadlineAt: Date | null;
  durability: Durability;
}

/** Adds one invocation with its job; arrivals of the same moment (and durability) share one commit. */
export function insertInvocations(runtime: Runtime, invocation: NewInvocation): Promise<void> {
  const { durability } = invocation;
  const queue = runtime.once(
    `insert-invocations-${durability}`,
    () =>
      new FlushQueue<NewInvocation, void>(
        async (batch) => {
          failpoint(runtime.env, 'enqueue.before_commit');
          await insertBatch(runtime, durableSql(runtime, durability), batch);
          return [];
        },
        { maxBatch: 256 },
      ),
  );
  return queue.push(invocation);
}

/** A worker that ended or drains since it made an offer gets nothing any more. */
const TAKING = `select id from worker where id = any($15::uuid[]) and state = 'taking_work' and ended_at is null`;

// Rows, jobs and doorbell are one statement, planned once.
const statement = ({ queue }: Runtime) => `
  with job as (
    select id, version::text as group_id, priority, told, ring, case when worker = any(array(${TAKING})) then worker::text end as worker
    from unnest($1::uuid[], $4::uuid[], $12::int[], $15::uuid[], $16::text[], $17::int[]) as job(id, version, priority, worker, told, ring)),
  queued as (${insertStatement(queue.invocations, 'job')}),
  row as (
    insert into invocation (id, team_id, model_id, version_id, status, created_by_user_id, created_by_key_id, source, inputs, input_data, input_blob,
      requested_outputs, priority, deadline_at, created_at)
    select id, team, model, version, 'queued', usr, key, source, inputs::jsonb, decode(data, 'hex'), blob, wanted::jsonb, priority, deadline, statement_timestamp()
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
      $12::int[], $13::timestamptz[])
      as i(id, team, model, version, usr, key, source, inputs, data, blob, wanted, priority, deadline)),
  deadline as (insert into invocation_deadline (id, deadline_at)
    select id, deadline from unnest($1::uuid[], $13::timestamptz[]) as d(id, deadline) where deadline is not null),
  counted as (
    insert into run_hour as h (model_id, hour, runs, last_at)
    select model, date_trunc('hour', now(), 'UTC'), count(*), now() from unnest($14::uuid[]) as m(model) group by model order by model
    on conflict (model_id, hour) do update set runs = h.runs + excluded.runs, last_at = greatest(h.last_at, excluded.last_at))
  select ${RING_WORK}`;

/** Rows, jobs and doorbell of a batch, in one statement: all of it exists or nothing. Workers that offered to take some of them get them with the bell. */
export function insertBatch(runtime: Runtime, executor: Executor, batch: NewInvocation[]): Promise<void> {
  return insertRows(runtime, executor, { batch, counted: batch, handed: handRuns(offersOf(runtime), batch) });
}

/**
 * The same as a part of a transaction. `counted` are the runs it adds to those of their models, which holds up every other
 * new run of these models until the commit.
 */
export async function insertRows(
  runtime: Runtime,
  executor: Executor,
  { batch, counted, handed }: { batch: NewInvocation[]; counted: NewInvocation[]; handed: HandedRuns },
): Promise<void> {
  const text = runtime.once('insert-invocations-text', () => statement(runtime));
  const values = [
    batch.map((item) => item.id),
    batch.map((item) => item.teamId),
    batch.map((item) => item.modelId),
    batch.map((item) => item.versionId),
    batch.map((item) => item.userId),
    batch.map((item) => item.keyId),
    batch.map((item) => item.source),
    batch.map((item) => JSON.stringify(item.tensors)),
    batch.map((item) => item.data?.toString('hex') ?? null),
    batch.map((item) => item.blob),
    batch.map((item) => (item.requestedOutputs ? JSON.stringify(item.requestedOutputs) : null)),
    batch.map((item) => item.priority),
    batch.map((item) => item.deadlineAt?.toISOString() ?? null),
    counted.map((item) => item.modelId),
    handed.workers,
    handed.texts,
    handed.rings,
  ];
  await executor.unsafe(text, values as never[], { prepare: true });
}
