import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { ModelView } from './schema.ts';
import { selectModels } from './select-models.ts';

/** One model of the team. @throws NOT_FOUND */
export async function getModel(ctx: Ctx, input: { team: string; model: string }): Promise<ModelView> {
  const scope = await requireRole(ctx, input.team, 'get-model');
  const [model] = await selectModels(ctx.runtime.sql, scope.teamId, { name: input.model });
  if (!model) throw modelNotFound(scope, input.model);
  return model;
}

/** The row of a live model. @throws NOT_FOUND */
export async function getModelRow(ctx: Ctx, scope: TeamScope, name: string) {
  const model = await ctx.runtime.db.model.findUnique({ where: { teamId_liveName: { teamId: scope.teamId, liveName: name } } });
  if (!model) throw modelNotFound(scope, name);
  return model;
}

function modelNotFound(scope: TeamScope, name: string): AppError {
  return new AppError('NOT_FOUND', `There is no model "${name}" in ${scope.team}.`);
}
