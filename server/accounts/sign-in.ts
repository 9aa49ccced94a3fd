import { emailSchema } from '../access/schema.ts';
import { verifyPassword } from '../access/passwords.ts';
import { assertMaySignIn, forgiveAccount, noteFailure } from '../access/throttle-sign-in.ts';
import type { Ctx } from '../context.ts';
import { newUuid } from '../ids.ts';

/** What a new session is made of. */
export interface NewSession {
  userId: string;
  email: string;
  name: string;
  sessionVersion: number;
  sessionId: string;
}

/** The person behind an address and a password, or null; an unknown account looks like a wrong password. @throws RATE_LIMITED */
export async function signIn(ctx: Ctx, input: { email: string; password: string }): Promise<NewSession | null> {
  const { runtime } = ctx;
  const email = emailSchema.safeParse(input.email).data ?? input.email.toLowerCase().slice(0, 254);
  const subjects = { email, address: ctx.address };
  await assertMaySignIn(runtime, subjects);
  const user = await runtime.db.user.findUnique({ where: { email } });
  if (!(await verifyPassword(user?.passwordHash ?? null, input.password.slice(0, 256))) || !user) {
    await noteFailure(runtime, subjects);
    return null;
  }
  await forgiveAccount(runtime, email);
  return { userId: user.id, email: user.email, name: user.name, sessionVersion: user.sessionVersion, sessionId: newUuid() };
}
