import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { createAccount, createTeam, prepareAccount } from './create-account.ts';
import { getInstallation } from './get-installation.ts';

/** An account with a team of its own, where the owner allows it. @throws FORBIDDEN when sign-up is by invitation, CONFLICT */
export async function signUp(ctx: Ctx, input: { email: string; name?: string; password: string; team: string }): Promise<{ team: string }> {
  if (!(await getInstallation(ctx)).openSignUp) {
    throw new AppError('FORBIDDEN', 'Sign-up is by invitation here.', { suggestions: ['Ask an owner of a team for an invitation link.'] });
  }
  const account = await prepareAccount(input);
  return ctx.runtime.db.$transaction(async (tx) => {
    const userId = await createAccount(tx, account);
    const team = await createTeam(tx, { name: input.team, userId });
    await writeAudit(tx, {
      teamId: team.id,
      actor: { kind: 'user', userId, email: account.email, name: account.name, sessionId: '' },
      verb: 'sign-up',
      subject: team.name,
      data: {},
    });
    return { team: team.name };
  });
}
