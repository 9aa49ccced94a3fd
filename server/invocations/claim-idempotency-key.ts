import { AppError } from '../errors.ts';
import { failpoint } from '../failpoints.ts';
import { durableSql, type Runtime } from '../runtime.ts';
import type { Executor } from '../queue/boss.ts';
import type { NewInvocation } from './insert-invocations.ts';

/** A key as it was taken. */
export interface Claimed {
  invocationId: string;
  bodyHash: string;
}

/** The caller's key, and the hash of everything that decides what it stands for. */
export interface Idempotency {
  key: string;
  bodyHash: string;
}

/**
 * Runs `insert` in the transaction that takes the key for `invocation`, unless its team used the key in the last 24 h. Of
 * parallel duplicates one wins; the others wait for its commit and answer with its id.
 * @throws IDEMPOTENCY_MISMATCH when the key came with another body
 */
export async function claimIdempotencyKey(
  runtime: Runtime,
  idempotency: Idempotency,
  { invocation, insert }: { invocation: NewInvocation; insert(tx: Executor): Promise<void> },
): Promise<{ invocationId: string; created: boolean }> {
  const { key, bodyHash } = idempotency;
  const { teamId } = invocation;
  const claimed = await durableSql(runtime, invocation.durability).begin(async (tx) => {
    const [row] = await tx<Claimed[]>`
      insert into idempotency_key as known (team_id, key, body_hash, invocation_id, created_at)
      values (${teamId}::uuid, ${key}, ${bodyHash}, ${invocation.id}::uuid, now())
      on conflict (team_id, key) do update set
        body_hash = case when known.created_at < now() - interval '24 hours' then excluded.body_hash else known.body_hash end,
        invocation_id = case when known.created_at < now() - interval '24 hours' then excluded.invocation_id else known.invocation_id end,
        created_at = case when known.created_at < now() - interval '24 hours' then excluded.created_at else known.created_at end
      returning invocation_id as "invocationId", body_hash as "bodyHash"`;
    if (row?.invocationId === invocation.id) await insert(tx);
    failpoint(runtime.env, 'enqueue.before_commit');
    return row;
  });
  if (!claimed) throw new Error('the idempotency key was neither found nor made');
  assertSameBody(claimed, idempotency);
  return { invocationId: claimed.invocationId, created: claimed.invocationId === invocation.id };
}

/** @throws IDEMPOTENCY_MISMATCH when the key was taken with another body */
export function assertSameBody(claimed: Claimed, { key, bodyHash }: Idempotency): void {
  if (claimed.bodyHash === bodyHash) return;
  throw new AppError('IDEMPOTENCY_MISMATCH', `Idempotency-Key "${key}" was used with another body in the last 24 hours.`, {
    suggestions: ['Send the same body again, or use a new key.'],
  });
}
