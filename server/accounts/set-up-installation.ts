import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isSameSecret, newToken } from '../access/tokens.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import type { Env } from '../env.ts';
import { AppError } from '../errors.ts';
import { createAccount, createTeam, prepareAccount } from './create-account.ts';

export interface SetUpInput {
  email: string;
  name?: string;
  password: string;
  team: string;
  /** The one-time token of the printed address; the command line, which can read the data folder, needs none. */
  token?: string;
}

/**
 * The first account and its team: there is no default account. Works once.
 * @throws FORBIDDEN for a wrong token, CONFLICT when it is set up already
 */
export async function setUpInstallation(ctx: Ctx, input: SetUpInput): Promise<{ userId: string; team: string; teamId: string }> {
  const { runtime } = ctx;
  if (ctx.source !== 'cli' && !isSameSecret(input.token ?? '', ensureSetUpToken(runtime.env))) {
    throw new AppError('FORBIDDEN', 'This set-up link is not the right one.', { suggestions: ['Open the link that "npm start" printed last.'] });
  }
  const account = await prepareAccount(input);
  const made = await runtime.db.$transaction(async (tx) => {
    // Of two at once, the second waits here and then finds the installation.
    await tx.$executeRaw`select pg_advisory_xact_lock(7251908)`;
    if (await tx.installation.findUnique({ where: { id: 1 } })) throw alreadySetUp();
    const userId = await createAccount(tx, account);
    const team = await createTeam(tx, { name: input.team, userId });
    await tx.installation.create({ data: { id: 1, ownerId: userId } });
    const actor = { kind: 'user' as const, userId, email: account.email, name: account.name, sessionId: '' };
    await writeAudit(tx, { teamId: team.id, actor, verb: 'set-up-installation', subject: team.name, data: {} });
    return { userId, team: team.name, teamId: team.id };
  });
  rmSync(tokenFile(runtime.env), { force: true });
  return made;
}

/** The token of the set-up link, made where the launcher has not. */
export function ensureSetUpToken(env: Env): string {
  const file = tokenFile(env);
  if (!existsSync(file)) writeFileSync(file, newToken(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function tokenFile(env: Env): string {
  return path.join(env.dataFolder, 'setup-token');
}

function alreadySetUp(): AppError {
  return new AppError('CONFLICT', 'Moorage is set up already.', { suggestions: ['Sign in, or ask an owner for an invitation.'] });
}
