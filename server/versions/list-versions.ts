import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { getModelRow } from '../models/get-model.ts';
import type { VersionView } from './schema.ts';
import { VERSION_PARTS, viewVersion } from './view-version.ts';

const UNDO_MS = 7 * 86_400_000;

/** The versions of a model, newest first; with `deleted`, those that can still be restored instead. */
export async function listVersions(ctx: Ctx, input: { team: string; model: string; deleted?: boolean }): Promise<VersionView[]> {
  const scope = await requireRole(ctx, input.team, 'list-versions');
  const model = await getModelRow(ctx, scope, input.model);
  const rows = await ctx.runtime.db.version.findMany({
    where: { modelId: model.id, deletedAt: input.deleted ? { gt: new Date(Date.now() - UNDO_MS) } : null },
    include: VERSION_PARTS,
    orderBy: { number: 'desc' },
    take: 500,
  });
  return rows.map(viewVersion);
}
