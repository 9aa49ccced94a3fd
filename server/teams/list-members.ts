import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { MemberView } from './schema.ts';

/** Everybody in the team, oldest member first. */
export async function listMembers(ctx: Ctx, input: { team: string }): Promise<MemberView[]> {
  const scope = await requireRole(ctx, input.team, 'list-members');
  const rows = await ctx.runtime.db.membership.findMany({ where: { teamId: scope.teamId }, include: { user: true }, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => ({ id: toId('usr', row.userId), email: row.user.email, name: row.user.name, role: row.role, joinedAt: row.createdAt }));
}
