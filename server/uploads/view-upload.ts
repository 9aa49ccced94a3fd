import type { Upload } from '../generated/prisma/client.ts';
import { toId } from '../ids.ts';
import type { UploadView } from './schema.ts';

/** A row of upload with how far its file has come. */
export function viewUpload(row: Upload, offsetBytes: number): UploadView {
  return {
    id: toId('up', row.id),
    fileName: row.fileName,
    sizeBytes: Number(row.sizeBytes),
    offsetBytes: row.finishedAt ? Number(row.sizeBytes) : offsetBytes,
    sha256: row.sha256,
    finished: row.finishedAt !== null,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
  };
}
