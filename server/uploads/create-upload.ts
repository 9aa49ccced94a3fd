import { idOfActor } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId, newUuid } from '../ids.ts';
import { assertFree, tooLarge } from '../storage/write-durably.ts';
import { bundlePathSchema, UPLOAD_TTL_MS, type UploadView } from './schema.ts';
import { uploadFiles } from './upload-files.ts';
import { viewUpload } from './view-upload.ts';

/**
 * Announces a file of a known length, none of which has arrived. `id` is the `up_…` id it gets, a new one if left out.
 * @throws INVALID_INPUT for the name or length, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function createUpload(ctx: Ctx, input: { team: string; fileName: string; sizeBytes: number; id?: string }): Promise<UploadView> {
  const scope = await requireRole(ctx, input.team, 'create-upload');
  const fileName = parseFileName(input.fileName);
  const uuid = (input.id && fromId('up', input.id)) || newUuid();
  await assertFits(ctx, input.sizeBytes);
  await uploadFiles(ctx.runtime).create(uuid);
  const row = await ctx.runtime.db.upload.create({
    data: {
      id: uuid,
      teamId: scope.teamId,
      createdById: idOfActor(scope.actor),
      fileName,
      sizeBytes: BigInt(input.sizeBytes),
      expiresAt: new Date(Date.now() + UPLOAD_TTL_MS),
    },
  });
  return viewUpload(row, 0);
}

/** @throws INVALID_INPUT with the reason */
export function parseFileName(name: string): string {
  const parsed = bundlePathSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', `"${name.slice(0, 200)}" cannot be the name of a file.`, {
    cause: parsed.error.issues[0]?.message,
    suggestions: ['Rename the file and upload it again.'],
  });
}

/** Checks a length against the published limit and the disk. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE, STORAGE_FULL */
export async function assertFits(ctx: Ctx, sizeBytes: number): Promise<void> {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new AppError('INVALID_INPUT', 'The length of the file is not a whole number of bytes.');
  const { maxFileBytes } = ctx.runtime.env;
  if (sizeBytes > maxFileBytes) throw tooLarge(maxFileBytes);
  assertFree(await uploadFiles(ctx.runtime).freeBytes(), sizeBytes);
}
