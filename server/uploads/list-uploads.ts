import { idOfActor } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import type { UploadView } from './schema.ts';
import { uploadFiles } from './upload-files.ts';
import { viewUpload } from './view-upload.ts';

/** The actor's own files that no version has taken yet, newest first: unfinished ones to go on with, finished ones to use. */
export async function listUploads(ctx: Ctx, input: { team: string }): Promise<UploadView[]> {
  const scope = await requireRole(ctx, input.team, 'list-uploads');
  const rows = await ctx.runtime.db.upload.findMany({
    where: { teamId: scope.teamId, createdById: idOfActor(scope.actor), expiresAt: { gt: new Date() } },
    orderBy: { id: 'desc' },
    take: 200,
  });
  const files = uploadFiles(ctx.runtime);
  return Promise.all(rows.map(async (row) => viewUpload(row, row.finishedAt ? 0 : ((await files.offsetBytes(row.id)) ?? 0))));
}
