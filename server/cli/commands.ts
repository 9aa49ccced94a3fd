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

/** A key of a team, for whoever can run commands on this machine. */
export async function createKey(ctx: Ctx, values: Values): Promise<string> {
  const team = required(values, 'team');
  const row = await ctx.runtime.db.team.findUnique({ where: { name: team } });
  if (!row) throw new AppError('NOT_FOUND', `There is no team "${team}".`);
  const actor = { kind: 'key' as const, keyId: row.id, teamId: row.id, team, role: 'owner' as const, name: 'command line' };
  const role = roleSchema.parse(values.role ?? 'developer');
  const { key } = await createApiKey({ ...ctx, actor }, { team, name: required(values, 'name'), role });
  return key;
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
