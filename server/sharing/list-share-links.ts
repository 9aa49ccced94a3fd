import type { ActorRecord } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import { invocationUuid } from '../invocations/create-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import type { ShareLinkView } from './schema.ts';

/** The links to a run that still work, newest first. @throws NOT_FOUND */
export async function listShareLinks(ctx: Ctx, input: { team: string; id: string }): Promise<ShareLinkView[]> {
  const scope = await requireRole(ctx, input.team, 'list-share-links');
  const run = await getInvocation(ctx, { team: scope.team, id: input.id });
  const rows = await ctx.runtime.db.shareLink.findMany({
    where: { teamId: scope.teamId, invocationId: invocationUuid(run.id), revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { id: 'desc' },
  });
  return rows.map((row) => ({
    id: toId('shr', row.id),
    createdBy: row.createdBy as unknown as ActorRecord,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  }));
}
