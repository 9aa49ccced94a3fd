import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { assertMayChange, assertOwnerLeft, lockMember } from './update-member.ts';

/** Takes somebody out of the team; what they made stays. @throws NOT_FOUND, FORBIDDEN, CONFLICT for the last owner */
export async function removeMember(ctx: Ctx, input: { team: string; member: string }): Promise<{ removed: true }> {
  const scope = await requireRole(ctx, input.team, 'remove-member');
  await ctx.runtime.db.$transaction(async (tx) => {
    const member = await lockMember(tx, scope, input.member);
    assertMayChange(scope, member.role);
    if (member.role === 'owner') await assertOwnerLeft(tx, scope);
    await tx.membership.delete({ where: { teamId_userId: { teamId: scope.teamId, userId: member.userId } } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'remove-member', subject: input.member, data: {} });
  });
  return { removed: true };
}
