import { newUuid } from '../ids.ts';
import { unpackZip, type UnpackedFile } from '../files/unpack-zip.ts';
import type { Runtime } from '../runtime.ts';
import type { BegunDeployment } from './begin-deployment.ts';

/**
 * Puts the files of a zip archive in its place among a version's files. They are the version's own from then on: an attempt
 * that is lost finds them.
 * @throws as unpackZip
 */
export async function unpackFiles(
  runtime: Runtime,
  work: { deployment: BegunDeployment; archive: { name: string; path: string }; signal: AbortSignal },
): Promise<UnpackedFile[]> {
  const { deployment, archive, signal } = work;
  const files = await unpackZip(runtime, { ...archive, maxBytes: runtime.env.maxFileBytes, signal });
  const versionId = deployment.versionId;
  await runtime.db.$transaction(async (tx) => {
    await tx.modelFile.deleteMany({ where: { versionId, name: { in: [archive.name, ...files.map(({ name }) => name)] } } });
    for (const { name, sha256, sizeBytes } of files) {
      const size = BigInt(sizeBytes);
      await tx.blob.upsert({ where: { sha256 }, create: { sha256, sizeBytes: size }, update: { createdAt: new Date() } });
      await tx.modelFile.create({ data: { id: newUuid(), versionId, name, sha256, sizeBytes: size } });
    }
    const all = await tx.modelFile.findMany({ where: { versionId }, select: { sizeBytes: true } });
    await tx.version.update({ where: { id: versionId }, data: { sizeBytes: all.reduce((sum, file) => sum + file.sizeBytes, 0n) } });
  });
  return files;
}
