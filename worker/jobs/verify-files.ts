import { open } from 'node:fs/promises';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { formatBytes } from '../../server/deployments/start-deployment.ts';
import { unpackFiles } from '../../server/deployments/unpack-files.ts';
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
  const files: VerifiedFile[] = [];
  let unpacked = 0;
  for (const file of deployment.files) {
    signal.throwIfAborted();
    await assertWhole(runtime.blobs, file);
    log.line(`${file.name}: ${formatBytes(file.sizeBytes)}, sha256 ${file.sha256.slice(0, 16)}… matches`);
    const place = { name: file.name, path: await runtime.blobs.localPath(file.sha256), sizeBytes: file.sizeBytes };
    if (!(await isArchive(place))) {
      files.push(place);
      continue;
    }
    for (const { name, sha256, sizeBytes } of await unpackFiles(runtime, { deployment, archive: place, signal })) {
      log.line(`${file.name} holds ${name}: ${formatBytes(sizeBytes)}`);
      files.push({ name, path: await runtime.blobs.localPath(sha256), sizeBytes });
      unpacked += 1;
    }
  }
  const fact = deployment.files.length === 1 ? 'the hash matches' : `${deployment.files.length} hashes match`;
  await log.end(unpacked > 0 ? `${fact}, ${unpacked} files unpacked` : fact);
  return files;
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
