import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { findWaitReason } from '../workers/find-wait-reason.ts';
import { invocationUuid } from './create-invocation.ts';
import type { InvocationView } from './schema.ts';
import { selectInvocation, toViews, type InvocationRow } from './select-invocations.ts';

/** One invocation of the team, without tensor bytes. @throws NOT_FOUND */
export async function getInvocation(ctx: Ctx, input: { team: string; id: string }): Promise<InvocationView> {
  const scope = await requireRole(ctx, input.team, 'get-invocation');
  const { sql } = ctx.runtime;
  const rows = await sql<InvocationRow[]>`
    ${selectInvocation(sql)} where i.id = ${invocationUuid(input.id)}::uuid and i.team_id = ${scope.teamId}::uuid`;
  const [view] = await toViews(ctx.runtime, rows);
  if (!view) throw new AppError('NOT_FOUND', `There is no run ${input.id} in ${scope.team}.`);
  const [row] = rows;
  if (view.status !== 'queued' || !row) return view;
  const waitReason = await findWaitReason(ctx.runtime, row.versionId);
  // When it ends cannot be told while nothing of its version is started.
  return { ...view, waitReason, etaMs: waitReason === null ? view.etaMs : null };
}
