import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { getModelRow } from '../models/get-model.ts';
import { forgetTargets } from './find-target.ts';
import { getVersion } from './get-version.ts';
import type { VersionView } from './schema.ts';

/** Brings a deleted version back; it becomes active only where the model has no active version. @throws NOT_FOUND */
export async function restoreVersion(ctx: Ctx, input: { team: string; model: string; version: number }): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'restore-version');
  const model = await getModelRow(ctx, scope, input.model);
  const version = await ctx.runtime.db.version.findFirst({ where: { modelId: model.id, number: Number(input.version), deletedAt: { not: null } } });
  if (!version) throw new AppError('NOT_FOUND', `There is no deleted version ${input.version} of ${model.name}.`);
  await ctx.runtime.db.$transaction(async (tx) => {
    const status = version.status === 'archived' ? 'ready' : version.status;
    await tx.version.update({ where: { id: version.id }, data: { deletedAt: null, status } });
    if (status === 'ready') await tx.model.updateMany({ where: { id: model.id, activeVersionId: null }, data: { activeVersionId: version.id } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'restore-version', subject: `${model.name}@${version.number}`, data: {} });
  });
  forgetTargets(ctx.runtime);
  return getVersion(ctx, input);
}
