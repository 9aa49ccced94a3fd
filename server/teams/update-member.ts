import { mayGrant } from '../access/policy.ts';
import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Role } from '../access/schema.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { fromId } from '../ids.ts';

/** Gives a member another role: none above one's own, and a team keeps an owner. @throws NOT_FOUND, FORBIDDEN, CONFLICT */
export async function updateMember(ctx: Ctx, input: { team: string; member: string; role: Role }): Promise<{ role: Role }> {
  const scope = await requireRole(ctx, input.team, 'update-member');
  await ctx.runtime.db.$transaction(async (tx) => {
    const member = await lockMember(tx, scope, input.member);
    assertMayChange(scope, member.role);
    if (!mayGrant(scope.role, input.role)) throw new AppError('FORBIDDEN', `Your role, ${scope.role}, cannot hand out the role ${input.role}.`);
    if (member.role === 'owner' && input.role !== 'owner') await assertOwnerLeft(tx, scope);
    await tx.membership.update({ where: { teamId_userId: { teamId: scope.teamId, userId: member.userId } }, data: { role: input.role } });
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'update-member',
      subject: input.member,
      data: { from: member.role, to: input.role },
    });
  });
  return { role: input.role };
}

/** A member's row; the team's owners are locked first, so that two changes cannot both leave it without one. @throws NOT_FOUND */
export async function lockMember(tx: Prisma.TransactionClient, scope: TeamScope, member: string): Promise<{ userId: string; role: Role }> {
  await tx.$queryRaw`select 1 from membership where team_id = ${scope.teamId}::uuid and role = 'owner' for update`;
  const userId = fromId('usr', member);
  const row = userId && (await tx.membership.findUnique({ where: { teamId_userId: { teamId: scope.teamId, userId } } }));
  if (!row) throw new AppError('NOT_FOUND', `There is no member ${member} in ${scope.team}.`);
  return row;
}

/** Nobody changes somebody above them. @throws FORBIDDEN */
export function assertMayChange(scope: TeamScope, role: Role): void {
  if (!mayGrant(scope.role, role)) throw new AppError('FORBIDDEN', `Your role, ${scope.role}, cannot change a member who is ${role}.`);
}

/** @throws CONFLICT when the team has only one owner */
export async function assertOwnerLeft(tx: Prisma.TransactionClient, scope: TeamScope): Promise<void> {
  const owners = await tx.membership.count({ where: { teamId: scope.teamId, role: 'owner' } });
  if (owners > 1) return;
  throw new AppError('CONFLICT', `${scope.team} would have no owner left.`, { suggestions: ['Make another member an owner first.'] });
}
