import type { MiddlewareHandler } from 'hono';
import { createContext } from '../access/create-context.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { addressOf, leavingOf } from '../http/call-of.ts';
import type { Runtime } from '../runtime.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

/** The gate of /api/v1: an API key in Authorization, and nothing else. Cookies are not looked at. */
export function authenticate(runtime: Runtime): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    const ctx = await keyContext(runtime, c);
    c.set('ctx', ctx);
    c.set('team', ctx.actor?.kind === 'key' ? ctx.actor.team : '');
    await next();
  };
}

/** The context of the request's key as it stands now. @throws UNAUTHORIZED */
export async function keyContext(runtime: Runtime, c: RestContext): Promise<Ctx> {
  const { incoming, requestId } = c.env;
  const ctx = await createContext(runtime, {
    authorization: incoming.headers.authorization ?? null,
    cookie: null,
    address: addressOf(incoming),
    source: 'rest',
    requestId,
    signal: leavingOf(c.env.outgoing),
    allow: 'key',
  });
  if (ctx.actor?.kind !== 'key') {
    throw new AppError('UNAUTHORIZED', 'This needs an API key: send it as "Authorization: Bearer mk_…".', {
      cause: incoming.headers.authorization ? 'The key is not known, or was revoked.' : undefined,
      suggestions: ['Make one in the team’s settings, under API keys.'],
    });
  }
  return ctx;
}
