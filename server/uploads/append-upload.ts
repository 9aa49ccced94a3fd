import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { finishUpload } from './finish-upload.ts';
import { getUploadRow } from './get-upload.ts';
import { uploadFiles } from './upload-files.ts';

/**
 * Takes bytes from `offsetBytes` on and returns how far the file is now, on the disk; with the last byte the upload is
 * finished. The caller holds the upload's lock; the source's chunks are given away.
 * @throws NOT_FOUND, CONFLICT for another offset, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function appendUpload(
  ctx: Ctx,
  input: { team?: string; upload: string; offsetBytes: number; source: AsyncIterable<Uint8Array> },
): Promise<number> {
  const { row } = await getUploadRow(ctx, 'append-upload', input);
  const files = uploadFiles(ctx.runtime);
  const arrived = row.finishedAt ? Number(row.sizeBytes) : ((await files.offsetBytes(row.id)) ?? 0);
  if (arrived !== input.offsetBytes) {
    throw new AppError('CONFLICT', `The upload is at byte ${arrived}, not at ${input.offsetBytes}.`, {
      suggestions: ['Ask for the offset and go on from there.'],
    });
  }
  if (row.finishedAt) return arrived;
  const offsetBytes = await files.append(row.id, input.source, Number(row.sizeBytes) - arrived);
  if (BigInt(offsetBytes) === row.sizeBytes) await finishUpload(ctx.runtime, row);
  return offsetBytes;
}
