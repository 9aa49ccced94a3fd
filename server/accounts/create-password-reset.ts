import { requireRole } from '../access/require-role.ts';
import { emailSchema } from '../access/schema.ts';
import { hashToken, newToken } from '../access/tokens.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId, newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';

const VALID_MS = 60 * 60_000;

/**
 * A link with which a member of the team sets a new password, once, within an hour: the way without a mail server.
 * @throws NOT_FOUND, FORBIDDEN when the member is an owner and somebody else
 */
export async function createPasswordReset(ctx: Ctx, input: { team: string; member: string }): Promise<{ url: string; expiresAt: Date }> {
  const scope = await requireRole(ctx, input.team, 'create-password-reset');
  const userId = fromId('usr', input.member);
  const member =
    userId && (await ctx.runtime.db.membership.findUnique({ where: { teamId_userId: { teamId: scope.teamId, userId } }, include: { user: true } }));
  if (!member) throw new AppError('NOT_FOUND', `There is no member ${input.member} in ${scope.team}.`);
  // Somebody in several teams would be handed to the owner of any of them.
  const elsewhere = await ctx.runtime.db.membership.count({ where: { userId: member.userId, teamId: { not: scope.teamId } } });
  const isSelf = scope.actor.kind === 'user' && scope.actor.userId === member.userId;
  if (!isSelf && (member.role === 'owner' || elsewhere > 0)) {
    throw new AppError('FORBIDDEN', `${member.user.email} owns this team or belongs to others too: a link would hand those over.`, {
      suggestions: ['On the machine itself, run: npm run -s moorage -- reset-password --email …'],
    });
  }
  await ctx.runtime.db.$transaction((tx) =>
    writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'create-password-reset', subject: member.user.email, data: {} }),
  );
  return makeLink(ctx.runtime, member.userId);
}

/** The same by address, for the command line. @throws NOT_FOUND */
export async function createPasswordResetFor(ctx: Ctx, input: { email: string }): Promise<{ url: string; expiresAt: Date }> {
  if (ctx.source !== 'cli') throw new AppError('FORBIDDEN', 'Only the command line resets by address.');
  const user = await ctx.runtime.db.user.findUnique({ where: { email: emailSchema.parse(input.email) } });
  if (!user) throw new AppError('NOT_FOUND', `There is no account for ${input.email}.`);
  return makeLink(ctx.runtime, user.id);
}

async function makeLink(runtime: Runtime, userId: string): Promise<{ url: string; expiresAt: Date }> {
  const token = newToken();
  const expiresAt = new Date(Date.now() + VALID_MS);
  await runtime.db.passwordReset.create({ data: { id: newUuid(), userId, tokenHash: hashToken(token), expiresAt } });
  return { url: `${runtime.env.publicUrl}/reset/${token}`, expiresAt };
}
