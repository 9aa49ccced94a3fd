import type { Runtime } from '../runtime.ts';
import { UPLOAD_TTL_MS } from './schema.ts';
import { uploadFiles } from './upload-files.ts';

/** Removes expired uploads, and files no row knows that nobody has written for an hour. Returns how many rows went. */
export async function sweepUploads(runtime: Runtime): Promise<number> {
  const files = uploadFiles(runtime);
  const now = Date.now();
  const { count } = await runtime.db.upload.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  const old = (await files.list()).filter((file) => file.writtenAt.getTime() < now - UPLOAD_TTL_MS / 24);
  const living = await runtime.db.upload.findMany({ where: { finishedAt: null }, select: { id: true } });
  const known = new Set(living.map((row) => row.id));
  for (const { uuid } of old) if (!known.has(uuid)) await files.remove(uuid);
  return count;
}
