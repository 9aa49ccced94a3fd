import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { forgetTargets } from '../versions/find-target.ts';
import { getModelRow } from './get-model.ts';
import { toId } from '../ids.ts';

/** Takes a model out of the library; its name is free at once. It can be restored for 7 days, then the sweep removes it. */
export async function deleteModel(ctx: Ctx, input: { team: string; model: string }): Promise<{ id: string }> {
  const scope = await requireRole(ctx, input.team, 'delete-model');
  const model = await getModelRow(ctx, scope, input.model);
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.model.update({ where: { id: model.id }, data: { liveName: null, deletedAt: new Date() } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'delete-model', subject: model.name, data: {} });
  });
  forgetTargets(ctx.runtime);
  return { id: toId('mod', model.id) };
}
