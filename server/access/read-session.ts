import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import type { Runtime } from '../runtime.ts';
import type { Actor } from './actor.ts';

const COOKIES = ['__Secure-next-auth.session-token', 'next-auth.session-token'];

/** What a session's token carries besides its expiry. */
export const sessionTokenSchema = z.object({ sub: z.uuid(), sessionVersion: z.number().int(), sessionId: z.string() });

/**
 * The one reader of the session, for every door: the cookie's token, and one look at the person's session version and at
 * the sessions that were signed out of. Null when there is none, or it is over.
 */
export async function readSession(runtime: Runtime, cookieHeader: string | null): Promise<Extract<Actor, { kind: 'user' }> | null> {
  const token = findCookie(cookieHeader);
  if (!token) return null;
  const decoded = await decode({ token, secret: runtime.env.secret }).catch(() => null);
  const parsed = sessionTokenSchema.safeParse(decoded);
  if (!parsed.success) return null;
  const { sub: userId, sessionVersion, sessionId } = parsed.data;
  const user = await runtime.db.user.findUnique({ where: { id: userId }, include: { endedSessions: { where: { id: sessionId } } } });
  if (!user || user.sessionVersion !== sessionVersion || user.endedSessions.length > 0) return null;
  return { kind: 'user', userId, email: user.email, name: user.name, sessionId };
}

function findCookie(header: string | null): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  for (const name of COOKIES) {
    const pair = pairs.find((item) => item.startsWith(`${name}=`));
    if (pair) return decodeURIComponent(pair.slice(name.length + 1));
  }
  return null;
}
