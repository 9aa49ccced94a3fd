import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';

/** Takes a link back: it stops working at once. @throws NOT_FOUND */
export async function revokeShareLink(ctx: Ctx, input: { team: string; link: string }): Promise<{ id: string }> {
  const scope = await requireRole(ctx, input.team, 'revoke-share-link');
  const id = fromId('shr', input.link);
  await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = id
      ? await tx.shareLink.updateMany({ where: { id, teamId: scope.teamId, revokedAt: null }, data: { revokedAt: new Date() } })
      : { count: 0 };
    if (count === 0) throw new AppError('NOT_FOUND', `There is no link ${input.link} in ${scope.team}.`);
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'revoke-share-link', subject: input.link, data: {} });
  });
  return { id: input.link };
}
