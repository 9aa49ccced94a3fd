import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { VersionView } from './schema.ts';
import { VERSION_PARTS, viewVersion, type VersionRow } from './view-version.ts';

/** One version of a live model. @throws NOT_FOUND */
export async function getVersion(ctx: Ctx, input: { team: string; model: string; version: number }): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'get-version');
  return viewVersion(await getVersionRow(ctx, scope, input));
}

/** The row of a version that is not deleted, with its parts. @throws NOT_FOUND */
export async function getVersionRow(ctx: Ctx, scope: TeamScope, input: { model: string; version: number }): Promise<VersionRow> {
  const row = await ctx.runtime.db.version.findFirst({
    where: { number: Number(input.version), deletedAt: null, teamId: scope.teamId, model: { liveName: input.model } },
    include: VERSION_PARTS,
  });
  if (!row) throw new AppError('NOT_FOUND', `There is no version ${input.version} of a model "${input.model}" in ${scope.team}.`);
  return row;
}
