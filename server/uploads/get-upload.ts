import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { TeamVerb } from '../access/policy.ts';
import type { Ctx } from '../context.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Upload } from '../generated/prisma/client.ts';
import { fromId } from '../ids.ts';
import { finishUpload } from './finish-upload.ts';
import type { UploadView } from './schema.ts';
import { uploadFiles } from './upload-files.ts';
import { viewUpload } from './view-upload.ts';

/**
 * One upload with how far it came. A file that is whole but was not finished, because the process ended in between, is
 * finished here. The team may be left out: the upload's own is meant, and the actor has to be in it.
 * @throws NOT_FOUND, also for another team's
 */
export async function getUpload(ctx: Ctx, input: { team?: string; upload: string }): Promise<UploadView> {
  const { row } = await getUploadRow(ctx, 'get-upload', input);
  if (row.finishedAt) return viewUpload(row, Number(row.sizeBytes));
  const offsetBytes = (await uploadFiles(ctx.runtime).offsetBytes(row.id)) ?? 0;
  if (BigInt(offsetBytes) === row.sizeBytes) return finishUpload(ctx.runtime, row);
  return viewUpload(row, offsetBytes);
}

/** The gate of everything done to one upload. @throws NOT_FOUND, FORBIDDEN */
export async function getUploadRow(ctx: Ctx, verb: TeamVerb, input: { team?: string; upload: string }): Promise<{ row: Upload; scope: TeamScope }> {
  if (input.team !== undefined) await requireRole(ctx, input.team, verb);
  const uuid = fromId('up', input.upload);
  const found =
    uuid && (await ctx.runtime.db.upload.findFirst({ where: { id: uuid, expiresAt: { gt: new Date() } }, include: { team: { select: { name: true } } } }));
  if (!found || (input.team !== undefined && found.team.name !== input.team)) throw noUpload(input.upload);
  const { team, ...row } = found;
  const scope = await requireRole(ctx, team.name, verb).catch((error: unknown) => {
    throw isAppError(error) && error.code === 'NOT_FOUND' ? noUpload(input.upload) : error;
  });
  return { row, scope };
}

export function noUpload(id: string): AppError {
  return new AppError('NOT_FOUND', `There is no upload ${id.slice(0, 40)}.`, {
    cause: 'It was never there, was deleted, became part of a version, or expired after 24 hours.',
    suggestions: ['Upload the file again.'],
  });
}
