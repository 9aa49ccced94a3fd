import type { TeamScope } from '../access/require-role.ts';
import { AppError } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { fromId } from '../ids.ts';
import { parseFileName } from './create-upload.ts';
import { noUpload } from './get-upload.ts';

export interface TakenFile {
  /** Path inside the version. */
  name: string;
  sha256: string;
  sizeBytes: number;
  createdAt: Date;
  finishedAt: Date;
}

/**
 * Takes finished uploads for a version, in the caller's transaction: their rows are gone when it commits, so two calls
 * never take one upload. Order is kept.
 * @throws NOT_FOUND for an id that is not of this team, CONFLICT for an unfinished one, INVALID_INPUT for names
 */
export async function takeUploads(tx: Prisma.TransactionClient, scope: TeamScope, files: { uploadId: string; name?: string }[]): Promise<TakenFile[]> {
  const uuids = files.map((file) => {
    const uuid = fromId('up', file.uploadId);
    if (!uuid) throw noUpload(file.uploadId);
    return uuid;
  });
  if (new Set(uuids).size !== uuids.length) throw new AppError('INVALID_INPUT', 'One upload is named twice.');
  const rows = await tx.upload.findMany({ where: { id: { in: uuids }, teamId: scope.teamId, expiresAt: { gt: new Date() } } });
  const names = new Set<string>();
  const taken = files.map((file, i): TakenFile => {
    const row = rows.find(({ id }) => id === uuids[i]);
    if (!row) throw noUpload(file.uploadId);
    const name = parseFileName(file.name ?? row.fileName);
    if (!row.finishedAt || !row.sha256) {
      throw new AppError('CONFLICT', `"${name}" has not arrived completely.`, { suggestions: ['Finish or cancel this upload first.'] });
    }
    if (names.has(name)) throw new AppError('INVALID_INPUT', `Two files are called "${name}".`, { suggestions: ['Give each file its own path.'] });
    names.add(name);
    return { name, sha256: row.sha256, sizeBytes: Number(row.sizeBytes), createdAt: row.createdAt, finishedAt: row.finishedAt };
  });
  const { count } = await tx.upload.deleteMany({ where: { id: { in: uuids } } });
  if (count !== uuids.length) throw new AppError('CONFLICT', 'These uploads were used by another deployment just now.');
  return taken;
}
