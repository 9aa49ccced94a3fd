import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { forgetTargets } from './find-target.ts';
import { getVersion, getVersionRow } from './get-version.ts';
import type { VersionView } from './schema.ts';

/** Makes a ready version the one that answers when a caller names none. @throws NOT_FOUND, CONFLICT */
export async function activateVersion(ctx: Ctx, input: { team: string; model: string; version: number }): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'activate-version');
  const version = await getVersionRow(ctx, scope, input);
  if (version.status !== 'ready') {
    throw new AppError('CONFLICT', `Version ${version.number} of ${version.model.name} is ${version.status}: only a ready version can be active.`);
  }
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.model.update({ where: { id: version.modelId }, data: { activeVersionId: version.id } });
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'activate-version',
      subject: `${version.model.name}@${version.number}`,
      data: { before: version.model.activeVersionId },
    });
  });
  forgetTargets(ctx.runtime);
  return getVersion(ctx, input);
}
