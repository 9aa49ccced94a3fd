import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { ExampleView } from './schema.ts';
import { viewExample } from './view-example.ts';

/** A model's examples, the oldest first. @throws NOT_FOUND */
export async function listExamples(ctx: Ctx, input: { team: string; model: string }): Promise<ExampleView[]> {
  const scope = await requireRole(ctx, input.team, 'list-examples');
  const model = await ctx.runtime.db.model.findUnique({ where: { teamId_liveName: { teamId: scope.teamId, liveName: input.model } }, select: { id: true } });
  if (!model) throw new AppError('NOT_FOUND', `There is no model "${input.model}" in ${scope.team}.`);
  const rows = await ctx.runtime.db.example.findMany({
    where: { modelId: model.id },
    include: { model: true },
    omit: { inputData: true, outputData: true },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => viewExample({ ...row, inputData: null, outputData: null }));
}
