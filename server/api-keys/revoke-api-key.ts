import { forgetKeys } from '../access/read-api-key.ts';
import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';

/** Makes a key useless at once. @throws NOT_FOUND */
export async function revokeApiKey(ctx: Ctx, input: { team: string; key: string }): Promise<{ revoked: true }> {
  const scope = await requireRole(ctx, input.team, 'revoke-api-key');
  const id = fromId('key', input.key);
  await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = id ? await tx.apiKey.updateMany({ where: { id, teamId: scope.teamId, revokedAt: null }, data: { revokedAt: new Date() } }) : { count: 0 };
    if (count === 0) throw new AppError('NOT_FOUND', `There is no key ${input.key} in ${scope.team}.`);
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'revoke-api-key', subject: input.key, data: {} });
  });
  forgetKeys(ctx.runtime);
  await ctx.runtime.bell.ring('moorage_keys');
  return { revoked: true };
}
