import { recordBlob } from '../files/record-blob.ts';
import type { Upload } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import type { UploadView } from './schema.ts';
import { uploadFiles } from './upload-files.ts';
import { viewUpload } from './view-upload.ts';

/**
 * The last byte has arrived: the file becomes a blob, then the rows say so. Ending in between leaves the file where it
 * was, so that the next look at the upload does it again; two looks at once share one doing.
 */
export function finishUpload(runtime: Runtime, row: Upload): Promise<UploadView> {
  const underWay = runtime.once('finishing-uploads', () => new Map<string, Promise<UploadView>>());
  const finishing = underWay.get(row.id) ?? finish(runtime, row).finally(() => underWay.delete(row.id));
  underWay.set(row.id, finishing);
  return finishing;
}

async function finish(runtime: Runtime, row: Upload): Promise<UploadView> {
  const files = uploadFiles(runtime);
  const sha256 = await files.sha256(row.id);
  await runtime.blobs.adopt(files.pathOf(row.id), sha256);
  const [, finished] = await runtime.db.$transaction([
    recordBlob(runtime.db, { sha256, sizeBytes: Number(row.sizeBytes) }),
    runtime.db.upload.update({ where: { id: row.id }, data: { sha256, finishedAt: new Date() } }),
  ]);
  await files.remove(row.id);
  return viewUpload(finished, Number(row.sizeBytes));
}
