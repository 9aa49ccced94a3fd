import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { InvitationView } from './schema.ts';

/** Invitations that still work. */
export async function listInvitations(ctx: Ctx, input: { team: string }): Promise<InvitationView[]> {
  const scope = await requireRole(ctx, input.team, 'list-invitations');
  const rows = await ctx.runtime.db.invitation.findMany({
    where: { teamId: scope.teamId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ id, role, email, createdAt, expiresAt }) => ({ id: toId('ivt', id), role, email, createdAt, expiresAt }));
}
