import type { Role } from '../access/schema.ts';
import { hashToken } from '../access/tokens.ts';
import { createAccount, prepareAccount } from '../accounts/create-account.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Invitation, Prisma, Team } from '../generated/prisma/client.ts';

/** What an invitation offers, for whoever holds its link. @throws NOT_FOUND once it is used, revoked or over */
export async function getInvitation(ctx: Ctx, input: { token: string }): Promise<{ team: string; role: Role; email: string | null }> {
  const { team, role, email } = await findOpen(ctx.runtime.db, input.token);
  return { team: team.name, role, email };
}

/**
 * Joins the team of an invitation: as the person signed in, or with a new account. Works once.
 * @throws NOT_FOUND, FORBIDDEN when it was made for another address, CONFLICT for an address with an account
 */
export async function acceptInvitation(
  ctx: Ctx,
  input: { token: string; account?: { email: string; name?: string; password: string } },
): Promise<{ team: string }> {
  const { actor } = ctx;
  if (!input.account && actor?.kind !== 'user') throw new AppError('UNAUTHORIZED', 'Sign in, or make an account, to join.');
  const account = input.account ? await prepareAccount(input.account) : null;
  return ctx.runtime.db.$transaction(async (tx) => {
    const invitation = await findOpen(tx, input.token);
    const email = account?.email ?? (actor?.kind === 'user' ? actor.email : '');
    if (invitation.email && invitation.email !== email) throw new AppError('FORBIDDEN', `This invitation is for ${invitation.email}.`);
    const { count } = await tx.invitation.updateMany({ where: { id: invitation.id, acceptedAt: null, revokedAt: null }, data: { acceptedAt: new Date() } });
    if (count === 0) throw notFound();
    const userId = account ? await createAccount(tx, account) : actor?.kind === 'user' ? actor.userId : '';
    await tx.membership.upsert({
      where: { teamId_userId: { teamId: invitation.teamId, userId } },
      create: { teamId: invitation.teamId, userId, role: invitation.role },
      update: {},
    });
    await writeAudit(tx, {
      teamId: invitation.teamId,
      actor: { kind: 'user', userId, email, name: account?.name ?? email, sessionId: '' },
      verb: 'accept-invitation',
      subject: invitation.team.name,
      data: { role: invitation.role },
    });
    return { team: invitation.team.name };
  });
}

async function findOpen(db: Pick<Prisma.TransactionClient, 'invitation'>, token: string): Promise<Invitation & { team: Team }> {
  const invitation = await db.invitation.findUnique({ where: { tokenHash: hashToken(token) }, include: { team: true } });
  if (!invitation || invitation.acceptedAt || invitation.revokedAt || invitation.expiresAt < new Date()) throw notFound();
  return invitation;
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'This invitation does not work any more.', {
    cause: 'It was used, revoked, or is older than 7 days.',
    suggestions: ['Ask whoever sent it for a new one.'],
  });
}
