import type { Ctx } from '../context.ts';
import { getUploadRow } from './get-upload.ts';
import { uploadFiles } from './upload-files.ts';

/** Forgets an upload and what has arrived of it; a blob it became is swept once nothing else refers to it. @throws NOT_FOUND */
export async function deleteUpload(ctx: Ctx, input: { team?: string; upload: string }): Promise<{ upload: string }> {
  const { row } = await getUploadRow(ctx, 'delete-upload', input);
  await ctx.runtime.db.upload.deleteMany({ where: { id: row.id } });
  await uploadFiles(ctx.runtime).remove(row.id);
  return { upload: input.upload };
}
