import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { isAppError, type ErrorCode } from '../errors.ts';
import { assertSameBody, type Claimed } from './claim-idempotency-key.ts';
import type { CreateInvocationInput } from './create-invocation.ts';

/** What says how things stand now, and nothing against a call that was taken before. */
const OF_THE_MOMENT: readonly ErrorCode[] = ['QUEUE_FULL', 'CIRCUIT_OPEN', 'CONFLICT', 'NOT_FOUND'];

/**
 * The run that a call which is refused now made before under its key. Looked up only then: what is not refused finds its
 * run as it takes the key. @throws the refusal where there is no such run, IDEMPOTENCY_MISMATCH
 */
export async function findKnownRun(ctx: Ctx, call: Pick<CreateInvocationInput, 'team' | 'idempotency'>, refusal: unknown): Promise<string> {
  const { team, idempotency } = call;
  if (!idempotency || !isAppError(refusal) || !OF_THE_MOMENT.includes(refusal.code)) throw refusal;
  const { teamId } = await requireRole(ctx, team, 'create-invocation');
  const [known] = await ctx.runtime.sql<Claimed[]>`
    select invocation_id as "invocationId", body_hash as "bodyHash" from idempotency_key
    where team_id = ${teamId}::uuid and key = ${idempotency.key} and created_at >= now() - interval '24 hours'`;
  if (!known) throw refusal;
  assertSameBody(known, idempotency);
  return known.invocationId;
}
