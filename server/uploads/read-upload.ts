import type { TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import { formatBytes } from '../format-bytes.ts';
import { noUpload } from './get-upload.ts';

/** The bytes of a finished upload of the team, which stays. @throws NOT_FOUND, CONFLICT (unfinished), PAYLOAD_TOO_LARGE */
export async function readUpload(ctx: Ctx, scope: TeamScope, input: { upload: string; maxBytes: number }): Promise<Uint8Array> {
  const id = fromId('up', input.upload);
  const row = id ? await ctx.runtime.db.upload.findFirst({ where: { id, teamId: scope.teamId, expiresAt: { gt: new Date() } } }) : null;
  if (!row) throw noUpload(input.upload);
  if (!row.finishedAt || !row.sha256) {
    throw new AppError('CONFLICT', `"${row.fileName}" has not arrived completely.`, { suggestions: ['Finish this upload first.'] });
  }
  if (Number(row.sizeBytes) > input.maxBytes) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `"${row.fileName}" has ${formatBytes(Number(row.sizeBytes))}; this model takes up to ${formatBytes(input.maxBytes)}.`,
    );
  }
  return ctx.runtime.blobs.read(row.sha256);
}
