import type { Executor } from '../queue/boss.ts';
import { FlushQueue } from '../queue/flush-queue.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
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
}

/** Adds one invocation with its job; arrivals of the same moment share one commit. */
export function insertInvocations(runtime: Runtime, invocation: NewInvocation): Promise<void> {
  const queue = runtime.once(
    'insert-invocations',
    () =>
      new FlushQueue<NewInvocation, void>(
        async (batch) => {
          await insertBatch(runtime, runtime.sql, batch);
          return [];
        },
        { maxBatch: 256 },
      ),
  );
  return queue.push(invocation);
}

const ROWS = `
  row as (
    insert into invocation (id, team_id, model_id, version_id, status, created_by_user_id, created_by_key_id, source, inputs, input_data, input_blob, requested_outputs, created_at)
    select id, team, model, version, 'queued', usr, key, source, inputs::jsonb, decode(data, 'hex'), blob, wanted::jsonb, clock_timestamp()
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
      as i(id, team, model, version, usr, key, source, inputs, data, blob, wanted))`;

/** Rows, jobs and doorbell of a batch, in one statement: all of it exists or nothing. */
export function insertBatch(runtime: Runtime, executor: Executor, batch: NewInvocation[]): Promise<void> {
  return runtime.queue.insertWith(
    INVOCATIONS,
    batch.map((item) => ({ id: item.id, groupId: item.versionId })),
    {
      executor,
      ctes: ROWS,
      select: runtime.bell.ringing('moorage_work'),
      values: [
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
      ],
    },
  );
}
