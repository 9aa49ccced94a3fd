import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { listModelsSchema, type ModelView } from './schema.ts';
import { selectModels } from './select-models.ts';

const ORDER: Record<z.infer<typeof listModelsSchema>['sort'], (a: ModelView, b: ModelView) => number> = {
  recent: (a, b) => lastTouched(b) - lastTouched(a),
  name: (a, b) => a.name.localeCompare(b.name),
  runs: (a, b) => b.runCount - a.runCount,
  size: (a, b) => b.sizeBytes - a.sizeBytes,
};

/** The team's models as the library shows them; `deleted` lists those that can still be restored. */
export async function listModels(ctx: Ctx, input: z.input<typeof listModelsSchema>): Promise<ModelView[]> {
  const scope = await requireRole(ctx, input.team, 'list-models');
  const { search, sort, deleted } = listModelsSchema.parse(input);
  const models = await selectModels(ctx.runtime.sql, scope.teamId, { search, deleted });
  return models.sort(ORDER[sort]);
}

function lastTouched(model: ModelView): number {
  return (model.lastRunAt ?? model.createdAt).getTime();
}
