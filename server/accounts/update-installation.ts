import { requireUser } from '../access/require-user.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';

/** Opens or closes sign-up for everybody who reaches the address. @throws FORBIDDEN for anyone but the first owner */
export async function updateInstallation(ctx: Ctx, input: { openSignUp: boolean }): Promise<{ openSignUp: boolean }> {
  const actor = requireUser(ctx);
  const installation = await ctx.runtime.db.installation.findUnique({ where: { id: 1 } });
  if (installation?.ownerId !== actor.userId) throw new AppError('FORBIDDEN', 'Only the person who set Moorage up decides who may sign up.');
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.installation.update({ where: { id: 1 }, data: { openSignUp: input.openSignUp } });
    await writeAudit(tx, { teamId: null, actor, verb: 'update-installation', subject: null, data: { openSignUp: input.openSignUp } });
  });
  return { openSignUp: input.openSignUp };
}
