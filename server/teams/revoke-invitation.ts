import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';

/** Makes an invitation's link useless at once. @throws NOT_FOUND */
export async function revokeInvitation(ctx: Ctx, input: { team: string; invitation: string }): Promise<{ revoked: true }> {
  const scope = await requireRole(ctx, input.team, 'revoke-invitation');
  const id = fromId('ivt', input.invitation);
  await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = id
      ? await tx.invitation.updateMany({ where: { id, teamId: scope.teamId, acceptedAt: null, revokedAt: null }, data: { revokedAt: new Date() } })
      : { count: 0 };
    if (count === 0) throw new AppError('NOT_FOUND', `There is no open invitation ${input.invitation} in ${scope.team}.`);
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'revoke-invitation', subject: input.invitation, data: {} });
  });
  return { revoked: true };
}
