import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Signature } from '../signatures/schema.ts';
import type { VersionNeeds } from '../workers/schema.ts';
import { needsOf } from './find-version-needs.ts';
import type { BatchProfile } from './schema.ts';

/** What a worker needs to load a version: its signature, where its files lie on this machine, and what its runner is given. */
export interface LoadableVersion {
  signature: Signature;
  files: { name: string; sha256: string; path: string; sizeBytes: number }[];
  needs: VersionNeeds;
  /** Along which axes runs may be stacked; null: never. */
  batchAxes: BatchProfile['axes'];
}

/** @throws NOT_FOUND when the version is gone, CONFLICT when it has no signature yet */
export async function findVersionFiles(runtime: Runtime, versionId: string): Promise<LoadableVersion> {
  const version = await runtime.db.version.findUnique({ where: { id: versionId }, include: { files: true } });
  if (!version) throw new AppError('NOT_FOUND', 'This version is gone.');
  if (!version.signature) throw new AppError('CONFLICT', 'This version has not been read yet.');
  return {
    batchAxes: (version.batching as unknown as BatchProfile | null)?.axes ?? null,
    signature: version.signature as unknown as Signature,
    files: await Promise.all(
      version.files.map(async (file) => ({
        name: file.name,
        sha256: file.sha256,
        path: await runtime.blobs.localPath(file.sha256),
        sizeBytes: Number(file.sizeBytes),
      })),
    ),
    needs: needsOf(runtime, version),
  };
}
