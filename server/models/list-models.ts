import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { listModelsSchema, type ModelPage } from './schema.ts';
import { selectModelPage } from './select-model-page.ts';
import { selectModels } from './select-models.ts';

/**
 * One page of the team's models as the library shows them; `deleted` lists those that can still be restored. A model that
 * comes to stand before the cursor while pages are read (it was run) is not on the later ones: no model is on two.
 * @throws INVALID_INPUT for a cursor of another list
 */
export async function listModels(ctx: Ctx, input: z.input<typeof listModelsSchema>): Promise<ModelPage> {
  const scope = await requireRole(ctx, input.team, 'list-models');
  const { sql } = ctx.runtime;
  const { ids, total, nextCursor } = await selectModelPage(sql, scope.teamId, listModelsSchema.parse(input));
  return { items: await selectModels(sql, scope.teamId, { ids }), total, nextCursor };
}
