import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { getModel, getModelRow } from './get-model.ts';
import type { ModelView } from './schema.ts';

/** Changes what a model says of itself. */
export async function updateModel(ctx: Ctx, input: { team: string; model: string; description: string }): Promise<ModelView> {
  const scope = await requireRole(ctx, input.team, 'update-model');
  const model = await getModelRow(ctx, scope, input.model);
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.model.update({ where: { id: model.id }, data: { description: input.description } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'update-model', subject: model.name, data: {} });
  });
  return getModel(ctx, input);
}
