import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { invocationUuid } from './create-invocation.ts';
import { endedWaiters } from './ended-waiters.ts';
import { getInvocation } from './get-invocation.ts';
import type { InvocationView } from './schema.ts';

/** The invocation as soon as it has ended, or as it stands after `timeoutMs`. @throws NOT_FOUND */
export async function waitInvocation(ctx: Ctx, input: { team: string; id: string; timeoutMs: number }): Promise<InvocationView> {
  await requireRole(ctx, input.team, 'wait-invocation');
  const { timeoutMs } = input;
  if (timeoutMs > 0) await endedWaiters(ctx.runtime).wait(invocationUuid(input.id), { timeoutMs, look: true, signal: ctx.signal });
  return getInvocation(ctx, input);
}
