import type { Ctx } from '../context.ts';

/** What anybody may know before signing in: whether the first account is still to be made, and who may sign up. */
export async function getInstallation(ctx: Ctx): Promise<{ needsSetUp: boolean; openSignUp: boolean }> {
  const installation = await ctx.runtime.db.installation.findUnique({ where: { id: 1 } });
  return { needsSetUp: installation === null, openSignUp: installation?.openSignUp ?? false };
}
