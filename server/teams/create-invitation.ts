import { idOfActor } from '../access/actor.ts';
import { mayGrant } from '../access/policy.ts';
import { requireRole } from '../access/require-role.ts';
import { emailSchema, type Role } from '../access/schema.ts';
import { hashToken, newToken } from '../access/tokens.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { INVITATION_DAYS, type InvitationView } from './schema.ts';

/** A link that makes whoever opens it a member with the role; shown once, good for one person and 7 days. @throws FORBIDDEN */
export async function createInvitation(ctx: Ctx, input: { team: string; role: Role; email?: string }): Promise<InvitationView & { url: string }> {
  const scope = await requireRole(ctx, input.team, 'create-invitation');
  if (!mayGrant(scope.role, input.role)) throw new AppError('FORBIDDEN', `Your role, ${scope.role}, cannot invite somebody as ${input.role}.`);
  const token = newToken();
  const id = newUuid();
  const email = input.email ? emailSchema.parse(input.email) : null;
  const expiresAt = new Date(Date.now() + INVITATION_DAYS * 86_400_000);
  const createdById = idOfActor(scope.actor);
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.invitation.create({ data: { id, teamId: scope.teamId, role: input.role, email, tokenHash: hashToken(token), createdById, expiresAt } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'create-invitation', subject: toId('ivt', id), data: { role: input.role } });
  });
  return { id: toId('ivt', id), role: input.role, email, createdAt: new Date(), expiresAt, url: `${ctx.runtime.env.publicUrl}/invite/${token}` };
}
