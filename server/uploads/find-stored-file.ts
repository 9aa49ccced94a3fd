import { idOfActor } from '../access/actor.ts';
import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { recordBlob } from '../files/record-blob.ts';
import { newUuid } from '../ids.ts';
import { parseFileName } from './create-upload.ts';
import { storedFileSchema, UPLOAD_TTL_MS, type UploadView } from './schema.ts';
import { viewUpload } from './view-upload.ts';

/**
 * A finished upload without sending a byte, when a version or finished upload of this team has the same file; null
 * otherwise, also when only another team has it: what others have must not be found out by its hash.
 */
export async function findStoredFile(ctx: Ctx, input: z.input<typeof storedFileSchema>): Promise<UploadView | null> {
  const scope = await requireRole(ctx, input.team, 'find-stored-file');
  const { sha256, sizeBytes } = storedFileSchema.parse(input);
  const fileName = parseFileName(input.fileName);
  const { db, blobs } = ctx.runtime;
  const where = { sha256, sizeBytes: BigInt(sizeBytes) };
  const known =
    (await db.modelFile.findFirst({ where: { ...where, version: { teamId: scope.teamId } }, select: { id: true } })) ??
    (await db.upload.findFirst({ where: { ...where, teamId: scope.teamId, finishedAt: { not: null } }, select: { id: true } }));
  if (!known || (await blobs.sizeBytes(sha256)) !== sizeBytes) return null;
  const now = new Date();
  const [, row] = await db.$transaction([
    recordBlob(db, { sha256, sizeBytes }),
    db.upload.create({
      data: {
        ...where,
        id: newUuid(),
        teamId: scope.teamId,
        createdById: idOfActor(scope.actor),
        fileName,
        createdAt: now,
        finishedAt: now,
        expiresAt: new Date(now.getTime() + UPLOAD_TTL_MS),
      },
    }),
  ]);
  return viewUpload(row, sizeBytes);
}
