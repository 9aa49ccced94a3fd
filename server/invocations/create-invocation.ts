import { recordActor } from '../access/actor.ts';
import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { failpoint } from '../failpoints.ts';
import { fromId, newUuid, toId } from '../ids.ts';
import { assertCircuit, findTarget, type Target } from '../versions/find-target.ts';
import { bindInputs, chooseOutputs } from './bind-inputs.ts';
import { assertRoom } from './count-waiting.ts';
import { claimIdempotencyKey, type Idempotency } from './claim-idempotency-key.ts';
import type { KnownRow } from './ended-waiters.ts';
import { findKnownRun } from './find-known-run.ts';
import { insertBatch, insertInvocations, type NewInvocation } from './insert-invocations.ts';
import { packTensors, type PackedTensors } from './pack-tensors.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { SentInput } from './sent-input.ts';

export interface CreateInvocationInput {
  team: string;
  model: string;
  version?: number;
  inputs: SentInput[];
  /** Outputs to compute; all when left out. */
  outputs?: string[];
  /** Higher is claimed first; 0 when left out. */
  priority?: number;
  /** Time from now to its end: not started by then it expires, still running then it is stopped. None when left out. */
  timeoutMs?: number;
  /** The same key with the same body answers with the first invocation for 24 h. */
  idempotency?: Idempotency;
}

/** An invocation checked and its inputs stored, not queued yet. */
export interface PreparedInvocation {
  invocation: NewInvocation;
  /** What its row will say of its target and of who made it. */
  known: KnownRow;
}

/**
 * Queues one run of a version. When it returns, the invocation is durable and will end in exactly one final state.
 * Concurrent calls of a process share one transaction.
 * @throws NOT_FOUND, CONFLICT (not ready), INVALID_INPUT, QUEUE_FULL, IDEMPOTENCY_MISMATCH, CIRCUIT_OPEN
 */
export async function createInvocation(ctx: Ctx, input: CreateInvocationInput): Promise<{ id: string; created: boolean }> {
  const { invocationId, created } = await prepareInvocation(ctx, input).then(
    (prepared) => addInvocation(ctx, prepared, input.idempotency),
    async (refusal: unknown) => ({ invocationId: await findKnownRun(ctx, input, refusal), created: false }),
  );
  return { id: toId('inv', invocationId), created };
}

/** Gate, target, checks against the signature, inputs stored. @throws as createInvocation */
export async function prepareInvocation(ctx: Ctx, input: CreateInvocationInput): Promise<PreparedInvocation> {
  const scope = await requireRole(ctx, input.team, 'create-invocation');
  const target = await findTarget(ctx, scope, input);
  assertCircuit(ctx.runtime, target);
  const inputs = bindInputs(target.signature, await resolveInputs(ctx, scope, { signature: target.signature, inputs: input.inputs }));
  const common = describeRun(ctx, { scope, target }, input);
  await assertRoom(ctx.runtime, target);
  failpoint(ctx.runtime.env, 'enqueue.checked');
  const packed = await packTensors(ctx.runtime, inputs);
  failpoint(ctx.runtime.env, 'enqueue.stored');
  const invocation = { id: newUuid(), ...common, ...packed };
  return { invocation, known: knownOf(invocation, { scope, target }) };
}

function knownOf(invocation: NewInvocation, { scope, target }: { scope: TeamScope; target: Target }): KnownRow {
  const { userId, keyId, source, tensors: inputs, requestedOutputs, versionId, priority, deadlineAt } = invocation;
  const { model, version } = target;
  return { model, version, source, userId, keyId, byName: recordActor(scope.actor).name, inputs, requestedOutputs, versionId, priority, deadlineAt };
}

/** Makes a prepared invocation durable, unless its idempotency key was used before. */
export async function addInvocation(
  ctx: Ctx,
  prepared: PreparedInvocation,
  idempotency: CreateInvocationInput['idempotency'],
): Promise<{ invocationId: string; created: boolean }> {
  const { invocation } = prepared;
  const added = idempotency
    ? await claimIdempotencyKey(ctx.runtime, idempotency, { invocation, insert: (tx) => insertBatch(ctx.runtime, tx, [invocation]) })
    : await insertInvocations(ctx.runtime, invocation).then(() => ({ invocationId: invocation.id, created: true }));
  failpoint(ctx.runtime.env, 'enqueue.after_commit');
  return added;
}

/** What a run has besides its id and inputs: whose it is, what it computes, and when. @throws INVALID_INPUT for an unknown output */
export function describeRun(
  ctx: Ctx,
  { scope, target }: { scope: TeamScope; target: Target },
  wanted: Pick<CreateInvocationInput, 'outputs' | 'priority' | 'timeoutMs'>,
): Omit<NewInvocation, 'id' | keyof PackedTensors> {
  return {
    teamId: scope.teamId,
    modelId: target.modelId,
    versionId: target.versionId,
    userId: scope.actor.kind === 'user' ? scope.actor.userId : null,
    keyId: scope.actor.kind === 'key' ? scope.actor.keyId : null,
    source: ctx.source,
    requestedOutputs: chooseOutputs(target.signature, wanted.outputs),
    priority: wanted.priority ?? 0,
    deadlineAt: wanted.timeoutMs === undefined ? null : new Date(ctx.runtime.clock.now() + wanted.timeoutMs),
    durability: target.durability,
  };
}

/** `inv_…` → uuid. @throws NOT_FOUND for anything else */
export function invocationUuid(id: string): string {
  const uuid = fromId('inv', id);
  if (!uuid) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  return uuid;
}
