import { addFiles } from '../files/add-files.ts';
import { unpackZip, type UnpackedFile } from '../files/unpack-zip.ts';
import type { Runtime } from '../runtime.ts';
import type { BegunDeployment } from './begin-deployment.ts';

/**
 * Puts the files of a zip archive in its place, and in that of others of their names, among a version's files. They are the version's own from then on: an attempt
 * that is lost finds them.
 * @throws as unpackZip
 */
export async function unpackFiles(
  runtime: Runtime,
  work: { deployment: BegunDeployment; archive: { name: string; path: string }; signal: AbortSignal },
): Promise<UnpackedFile[]> {
  const { deployment, archive, signal } = work;
  const files = await unpackZip(runtime, { ...archive, maxBytes: runtime.env.maxFileBytes, signal });
  await runtime.db.$transaction((tx) => addFiles(tx, deployment.versionId, { files, instead: [archive.name] }));
  return files;
}
