import { requireUser } from '../access/require-user.ts';
import type { Ctx } from '../context.ts';

const SESSION_DAYS = 30;

/** Ends this session at once, or all of the person's, on every device. */
export async function signOut(ctx: Ctx, input: { everywhere: boolean }): Promise<{ signedOut: true }> {
  const actor = requireUser(ctx);
  const { db } = ctx.runtime;
  if (input.everywhere) {
    await db.user.update({ where: { id: actor.userId }, data: { sessionVersion: { increment: 1 } } });
  } else {
    const expiresAt = new Date(Date.now() + SESSION_DAYS * 86_400_000);
    await db.endedSession.upsert({ where: { id: actor.sessionId }, create: { id: actor.sessionId, userId: actor.userId, expiresAt }, update: {} });
    await db.endedSession.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  }
  return { signedOut: true };
}
