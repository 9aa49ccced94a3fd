import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { forgetTargets } from './find-target.ts';
import { getVersionRow } from './get-version.ts';

/**
 * Archives a version: it takes no runs any more, its runs keep their results, and it can be restored for 7 days.
 * @throws NOT_FOUND, CONFLICT for the active version while another one is ready, or while it deploys
 */
export async function deleteVersion(ctx: Ctx, input: { team: string; model: string; version: number }): Promise<{ version: number }> {
  const scope = await requireRole(ctx, input.team, 'delete-version');
  const version = await getVersionRow(ctx, scope, input);
  if (version.status === 'deploying')
    throw new AppError('CONFLICT', `Version ${version.number} is being deployed.`, { suggestions: ['Cancel its deployment first.'] });
  const active = version.model.activeVersionId === version.id;
  if (active && (await ctx.runtime.db.version.count({ where: { modelId: version.modelId, status: 'ready', deletedAt: null, id: { not: version.id } } })) > 0) {
    throw new AppError('CONFLICT', `Version ${version.number} is the active one.`, {
      suggestions: ['Make another version active first, then delete this one.'],
    });
  }
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.version.update({ where: { id: version.id }, data: { deletedAt: new Date(), status: version.status === 'ready' ? 'archived' : version.status } });
    if (active) await tx.model.update({ where: { id: version.modelId }, data: { activeVersionId: null } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'delete-version', subject: `${version.model.name}@${version.number}`, data: {} });
  });
  forgetTargets(ctx.runtime);
  return { version: version.number };
}
