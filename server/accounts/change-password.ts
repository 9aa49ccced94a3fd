import { hashPassword, verifyPassword } from '../access/passwords.ts';
import { requireUser } from '../access/require-user.ts';
import { passwordSchema } from '../access/schema.ts';
import { assertMaySignIn, noteFailure } from '../access/throttle-sign-in.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';

/** A new password for the person signed in; every session ends, this one too. @throws FORBIDDEN for a wrong current one */
export async function changePassword(ctx: Ctx, input: { current: string; next: string }): Promise<{ changed: true }> {
  const actor = requireUser(ctx);
  const next = passwordSchema.parse(input.next);
  const { db } = ctx.runtime;
  const subjects = { email: actor.email, address: ctx.address };
  await assertMaySignIn(ctx.runtime, subjects);
  const user = await db.user.findUniqueOrThrow({ where: { id: actor.userId } });
  if (!(await verifyPassword(user.passwordHash, input.current))) {
    await noteFailure(ctx.runtime, subjects);
    throw new AppError('FORBIDDEN', 'The current password is not right.');
  }
  const passwordHash = await hashPassword(next);
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: { passwordHash, sessionVersion: { increment: 1 } } });
    await writeAudit(tx, { teamId: null, actor, verb: 'change-password', subject: actor.email, data: {} });
  });
  return { changed: true };
}
