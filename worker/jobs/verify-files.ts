import { open } from 'node:fs/promises';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { formatBytes } from '../../server/format-bytes.ts';
import { unpackFiles } from '../../server/deployments/unpack-files.ts';
import { AppError } from '../../server/errors.ts';
import { findClash } from '../../server/files/find-clash.ts';
import type { Runtime } from '../../server/runtime.ts';
import { identifyHead } from '../../server/signatures/identify-file.ts';
import { assertWhole } from '../../server/storage/assert-whole.ts';
import type { DeploymentLog } from './deployment-log.ts';

const HEAD_BYTES = 8 * 1024;

export interface VerifiedFile {
  name: string;
  path: string;
  sizeBytes: number;
}

/** Checks that every file is what was uploaded, and unpacks what is a zip archive. @throws AppError INVALID_MODEL, PAYLOAD_TOO_LARGE */
export async function verifyFiles(runtime: Runtime, work: { deployment: BegunDeployment; log: DeploymentLog; signal: AbortSignal }): Promise<VerifiedFile[]> {
  const { deployment, log, signal } = work;
  await log.start('verify');
  const files = new Map<string, VerifiedFile>();
  const unpacked = new Map<string, VerifiedFile>();
  for (const file of deployment.files) {
    signal.throwIfAborted();
    await assertWhole(runtime.blobs, file);
    log.line(`${file.name}: ${formatBytes(file.sizeBytes)}, sha256 ${file.sha256.slice(0, 16)}… matches`);
    const place = { name: file.name, path: await runtime.blobs.localPath(file.sha256), sizeBytes: file.sizeBytes };
    if (!(await isArchive(place))) {
      files.set(place.name, place);
      continue;
    }
    for (const { name, sha256, sizeBytes } of await unpackFiles(runtime, { deployment, archive: place, signal })) {
      log.line(`${file.name} holds ${name}: ${formatBytes(sizeBytes)}`);
      unpacked.set(name, { name, path: await runtime.blobs.localPath(sha256), sizeBytes });
    }
  }
  // Files of an archive take the place of those they have the names of, as their rows do.
  const all = [...new Map([...files, ...unpacked]).values()];
  const clash = findClash(all.map(({ name }) => name));
  if (clash !== null) throw clashing(clash);
  const fact = deployment.files.length === 1 ? 'the hash matches' : `${deployment.files.length} hashes match`;
  await log.end(unpacked.size > 0 ? `${fact}, ${unpacked.size} files unpacked` : fact);
  return all;
}

function clashing(name: string): AppError {
  return new AppError('INVALID_MODEL', `\`${name}\` is a file and a folder at once.`, {
    cause: 'Files of a model lie in one folder, where that cannot be.',
    suggestions: ['Rename one of the two, and deploy them as another version.'],
  });
}

/** A plain zip by name and by content: models of PyTorch and Keras are zips too, and are not meant. */
async function isArchive({ name, path, sizeBytes }: VerifiedFile): Promise<boolean> {
  if (!/\.zip$/i.test(name)) return false;
  const file = await open(path);
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, sizeBytes));
    await file.read(head, 0, head.length, 0);
    return identifyHead(head, name, sizeBytes).kind === 'zip';
  } finally {
    await file.close();
  }
}
