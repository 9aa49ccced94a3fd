import type { Prisma } from '../generated/prisma/client.ts';

/**
 * Makes a stored file known, or young again: from now on the sweep of blobs finds it, and spares it for 7 days although
 * nothing may refer to it yet. Goes into a transaction of the caller's, or runs when it is awaited.
 */
export function recordBlob(db: Pick<Prisma.TransactionClient, 'blob'>, { sha256, sizeBytes }: { sha256: string; sizeBytes: number }) {
  return db.blob.upsert({ where: { sha256 }, create: { sha256, sizeBytes: BigInt(sizeBytes) }, update: { createdAt: new Date() } });
}
