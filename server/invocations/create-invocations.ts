import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { failpoint } from '../failpoints.ts';
import { newUuid, toId, uuidsFrom } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import type { FieldValue } from '../signatures/value.ts';
import { assertCircuit, findTarget, type Target } from '../versions/find-target.ts';
import { bindInputs } from './bind-inputs.ts';
import { describeRun, type CreateInvocationInput } from './create-invocation.ts';
import { findKnownRun } from './find-known-run.ts';
import type { NewInvocation } from './insert-invocations.ts';
import { insertTogether, type Together } from './insert-together.ts';
import { mapInvocations } from './map-invocations.ts';
import { packTensors } from './pack-tensors.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { BatchItem, InvocationStatus } from './schema.ts';
import type { SentInput } from './sent-input.ts';

export interface CreateInvocationsInput extends Omit<CreateInvocationInput, 'inputs'> {
  /** What each run gets, at least one, in the order they are queued in. The rest is the same for all. */
  invocations: { inputs: SentInput[] }[];
}

/**
 * Queues many runs of a version, all or none: when it returns they are durable, and each will end in exactly one final
 * state. Answers them in the order they came in, with where they stand.
 * @throws as createInvocation; what is wrong with one of them names its position
 */
export async function createInvocations(ctx: Ctx, input: CreateInvocationsInput): Promise<{ items: BatchItem[]; created: boolean }> {
  const { runtime } = ctx;
  const scope = await requireRole(ctx, input.team, 'create-invocations');
  let target: Target;
  try {
    target = await findTarget(ctx, scope, input);
    assertCircuit(runtime, target);
  } catch (refusal) {
    return knownBatch(runtime, input, await findKnownRun(ctx, input, refusal));
  }
  const common = describeRun(ctx, { scope, target }, input);
  const size = new BatchSize(runtime.env.maxBodyBytes);
  const bound = await mapInvocations(input.invocations, async ({ inputs }) => {
    const values = bindInputs(target.signature, await resolveInputs(ctx, scope, { signature: target.signature, inputs }));
    size.add(values);
    return values;
  });
  failpoint(runtime.env, 'enqueue.checked');
  const packed = await mapInvocations(bound, (values) => packTensors(runtime, values));
  failpoint(runtime.env, 'enqueue.stored');
  const ids = uuidsFrom(newUuid(), packed.length);
  const invocations = packed.map((tensors, at): NewInvocation => ({ id: ids[at] as string, ...common, ...tensors }));
  const { invocationId, created } = await insertTogether(runtime, {
    target,
    invocations: invocations as Together['invocations'],
    idempotency: input.idempotency,
  });
  failpoint(runtime.env, 'enqueue.after_commit');
  if (created) return { items: ids.map((id) => ({ id: toId('inv', id), status: 'queued' })), created };
  return knownBatch(runtime, input, invocationId);
}

/** Where the runs of a batch stand that was sent before: the same body has as many as it had the first time. */
async function knownBatch(runtime: Runtime, { invocations }: CreateInvocationsInput, firstId: string): Promise<{ items: BatchItem[]; created: boolean }> {
  return { items: await itemsOf(runtime, uuidsFrom(firstId, invocations.length)), created: false };
}

/** All of a batch is held at once, fetched files too. */
class BatchSize {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws PAYLOAD_TOO_LARGE */
  add(values: FieldValue[]): void {
    for (const { bytes } of values) this.#bytes += bytes.byteLength;
    if (this.#bytes <= this.#maxBytes) return;
    throw new AppError('PAYLOAD_TOO_LARGE', `Here the inputs of the batch become larger than ${this.#maxBytes} bytes together.`, {
      suggestions: ['Send fewer runs at once, or raise MOORAGE_MAX_BODY_BYTES.'],
    });
  }
}

async function itemsOf(runtime: Runtime, ids: string[]): Promise<BatchItem[]> {
  const rows = await runtime.sql<{ id: string; status: InvocationStatus }[]>`select id, status::text as status from invocation where id = any(${ids}::uuid[])`;
  const statuses = new Map(rows.map((row) => [row.id, row.status]));
  const jobs = await runtime.queue.states(ids.filter((id) => statuses.get(id) === 'queued'));
  for (const job of jobs) if (job.state === 'active') statuses.set(job.id, 'running');
  return ids.map((id) => ({ id: toId('inv', id), status: statuses.get(id) ?? 'queued' }));
}
