import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';

/**
 * Puts stored files among a version's, in place of those of the same names and of those named in `instead`, and sums up
 * its size. In the caller's transaction.
 */
export async function addFiles(
  tx: Prisma.TransactionClient,
  versionId: string,
  { files, instead = [] }: { files: readonly { name: string; sha256: string; sizeBytes: number }[]; instead?: readonly string[] },
): Promise<void> {
  await tx.modelFile.deleteMany({ where: { versionId, name: { in: [...instead, ...files.map(({ name }) => name)] } } });
  await tx.modelFile.createMany({
    data: files.map(({ name, sha256, sizeBytes }) => ({ id: newUuid(), versionId, name, sha256, sizeBytes: BigInt(sizeBytes) })),
  });
  const { _sum } = await tx.modelFile.aggregate({ where: { versionId }, _sum: { sizeBytes: true } });
  await tx.version.update({ where: { id: versionId }, data: { sizeBytes: _sum.sizeBytes ?? 0n } });
}
