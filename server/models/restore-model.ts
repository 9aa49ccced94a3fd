import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import { forgetTargets } from '../versions/find-target.ts';
import { getModel } from './get-model.ts';
import type { ModelView } from './schema.ts';

/** Brings a deleted model back under its name. @throws NOT_FOUND, CONFLICT when the name is taken again */
export async function restoreModel(ctx: Ctx, input: { team: string; id: string }): Promise<ModelView> {
  const scope = await requireRole(ctx, input.team, 'restore-model');
  const id = fromId('mod', input.id);
  const model = id && (await ctx.runtime.db.model.findFirst({ where: { id, teamId: scope.teamId } }));
  if (!model) throw new AppError('NOT_FOUND', `There is no deleted model ${input.id} in ${scope.team}.`);
  const taken = await ctx.runtime.db.model.findFirst({ where: { teamId: scope.teamId, liveName: model.name, id: { not: model.id } } });
  if (taken) {
    throw new AppError('CONFLICT', `Another model is called "${model.name}" now.`, { suggestions: ['Delete that one first, then restore this one.'] });
  }
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.model.update({ where: { id: model.id }, data: { liveName: model.name, deletedAt: null } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'restore-model', subject: model.name, data: {} });
  });
  forgetTargets(ctx.runtime);
  return getModel(ctx, { team: input.team, model: model.name });
}
