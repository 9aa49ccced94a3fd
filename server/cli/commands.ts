import { roleSchema } from '../access/schema.ts';
import { createPasswordResetFor } from '../accounts/create-password-reset.ts';
import { setUpInstallation } from '../accounts/set-up-installation.ts';
import { createApiKey } from '../api-keys/create-api-key.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';

type Values = Partial<Record<'email' | 'name' | 'team' | 'role' | 'password', string>>;

/** First account, team and key. Prints what it made and, alone on the last line, the key. */
export async function setUp(ctx: Ctx, values: Values): Promise<string> {
  const email = required(values, 'email');
  const made = await setUpInstallation(ctx, {
    email,
    team: required(values, 'team'),
    name: values.name,
    password: required(values, 'password', '--password-stdin'),
  });
  const actor = { kind: 'user' as const, userId: made.userId, email, name: values.name ?? email, sessionId: '' };
  const { key } = await createApiKey({ ...ctx, actor }, { team: made.team, name: 'setup', role: 'developer' });
  return `Made the account ${email} and the team ${made.team}. Its first API key:\n${key}`;
}

/** A key of a team, for whoever can run commands on this machine. Where there is one team, it need not be named. */
export async function createKey(ctx: Ctx, values: Values): Promise<string> {
  const { id: teamId, name: team } = await findTeam(ctx, values.team);
  const actor = { kind: 'system' as const, teamId, team, role: 'owner' as const, name: 'command line' };
  const role = roleSchema.parse(values.role ?? 'developer');
  const { key } = await createApiKey({ ...ctx, actor }, { team, name: values.name ?? 'command line', role });
  return key;
}

async function findTeam(ctx: Ctx, name: string | undefined): Promise<{ id: string; name: string }> {
  const teams = await ctx.runtime.db.team.findMany({ where: name ? { name } : {}, select: { id: true, name: true }, take: 2 });
  const [team, other] = teams;
  if (team && !other) return team;
  if (name) throw new AppError('NOT_FOUND', `There is no team "${name}".`);
  if (!team) throw new AppError('NOT_FOUND', 'There is no team yet. Make the first with "setup"; see --help.');
  throw new AppError('INVALID_INPUT', 'There are several teams: say which with --team.');
}

export async function resetPassword(ctx: Ctx, values: Values): Promise<string> {
  const { url, expiresAt } = await createPasswordResetFor(ctx, { email: required(values, 'email') });
  return `This link sets a new password, once, until ${expiresAt.toISOString()}:\n${url}`;
}

function required(values: Values, name: keyof Values, option = `--${name}`): string {
  const value = values[name];
  if (!value) throw new AppError('INVALID_INPUT', `${option} is missing. See --help.`);
  return value;
}
