import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Actor } from './actor.ts';

/** The gate of verbs about a person's own account. @throws UNAUTHORIZED without a session */
export function requireUser(ctx: Ctx): Extract<Actor, { kind: 'user' }> {
  if (ctx.actor?.kind !== 'user') throw new AppError('UNAUTHORIZED', 'Sign in first.');
  return ctx.actor;
}
