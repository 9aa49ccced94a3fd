import { idOfActor } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { recordBlob } from '../files/record-blob.ts';
import { newUuid } from '../ids.ts';
import { assertFits, parseFileName } from './create-upload.ts';
import { UPLOAD_TTL_MS, type UploadView } from './schema.ts';
import { viewUpload } from './view-upload.ts';

/**
 * A finished upload from one body, for callers that send a file in one request. `sizeBytes` is the announced length,
 * where there is one, so that a file that cannot fit is refused before it is sent.
 * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function storeUpload(
  ctx: Ctx,
  input: { team: string; fileName: string; sizeBytes?: number; source: AsyncIterable<Uint8Array> },
): Promise<UploadView> {
  const scope = await requireRole(ctx, input.team, 'store-upload');
  const fileName = parseFileName(input.fileName);
  await assertFits(ctx, input.sizeBytes ?? 0);
  const { db, blobs, env } = ctx.runtime;
  const createdAt = new Date();
  const blob = await blobs.put(input.source, { maxBytes: env.maxFileBytes });
  const [, row] = await db.$transaction([
    recordBlob(db, blob),
    db.upload.create({
      data: {
        id: newUuid(),
        teamId: scope.teamId,
        createdById: idOfActor(scope.actor),
        fileName,
        sizeBytes: BigInt(blob.sizeBytes),
        sha256: blob.sha256,
        createdAt,
        finishedAt: new Date(),
        expiresAt: new Date(Date.now() + UPLOAD_TTL_MS),
      },
    }),
  ]);
  return viewUpload(row, blob.sizeBytes);
}
