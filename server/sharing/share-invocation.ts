import type { z } from 'zod';
import { recordActor } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import { hashToken, newToken } from '../access/tokens.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid, toId } from '../ids.ts';
import { invocationUuid } from '../invocations/create-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { shareInvocationSchema, type ShareLinkView } from './schema.ts';

/** A link that shows one run, and nothing else, to whoever has it, until it expires or is taken back. The address is shown once. @throws NOT_FOUND */
export async function shareInvocation(ctx: Ctx, input: z.input<typeof shareInvocationSchema>): Promise<ShareLinkView & { url: string }> {
  const scope = await requireRole(ctx, input.team, 'share-invocation');
  const { id, days } = shareInvocationSchema.parse(input);
  const run = await getInvocation(ctx, { team: scope.team, id });
  const token = newToken();
  const linkId = newUuid();
  const expiresAt = new Date(Date.now() + days * 86_400_000);
  const createdBy = recordActor(scope.actor);
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.shareLink.create({
      data: {
        id: linkId,
        teamId: scope.teamId,
        invocationId: invocationUuid(run.id),
        tokenHash: hashToken(token),
        createdBy: createdBy as unknown as Prisma.InputJsonValue,
        expiresAt,
      },
    });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'share-invocation', subject: run.id, data: { days } });
  });
  return { id: toId('shr', linkId), createdBy, createdAt: new Date(), expiresAt, url: `${ctx.runtime.env.publicUrl}/shared/${token}` };
}
