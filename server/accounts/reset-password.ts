import { hashPassword } from '../access/passwords.ts';
import { passwordSchema } from '../access/schema.ts';
import { forgiveAccount } from '../access/throttle-sign-in.ts';
import { hashToken } from '../access/tokens.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';

/** Sets a new password with a reset link, which works once; all sessions end. @throws NOT_FOUND for a used or old link */
export async function resetPassword(ctx: Ctx, input: { token: string; password: string }): Promise<{ email: string }> {
  const passwordHash = await hashPassword(passwordSchema.parse(input.password));
  const user = await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = await tx.passwordReset.updateMany({
      where: { tokenHash: hashToken(input.token), usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
    });
    if (count === 0)
      throw new AppError('NOT_FOUND', 'This link does not work any more.', {
        cause: 'It was used, or it is older than an hour.',
        suggestions: ['Ask for a new one.'],
      });
    const reset = await tx.passwordReset.findUniqueOrThrow({ where: { tokenHash: hashToken(input.token) } });
    return tx.user.update({ where: { id: reset.userId }, data: { passwordHash, sessionVersion: { increment: 1 } } });
  });
  await forgiveAccount(ctx.runtime, user.email);
  return { email: user.email };
}
