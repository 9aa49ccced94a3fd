import { fetchFromHub } from '../../server/deployments/fetch-from-hub.ts';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { formatBytes } from '../../server/deployments/start-deployment.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { DeploymentLog } from './deployment-log.ts';

const TELL_MS = 500;

/** Brings the files of a version that names where they are, and says how far it is. Others have theirs. @throws AppError */
export async function fetchFiles(
  runtime: Runtime,
  work: { deployment: BegunDeployment; log: DeploymentLog; signal: AbortSignal },
): Promise<BegunDeployment['files']> {
  const { deployment, log, signal } = work;
  const { source } = deployment;
  const done = log.phases.some(({ name, status }) => name === 'upload' && status === 'done');
  if (source === null || done) return deployment.files;
  await log.start('upload');
  log.line(`from ${source}`);
  let total = 0;
  let here = 0;
  let told = 0;
  const teller = setInterval(() => {
    if (here === told) return;
    const rate = (here - told) * (1000 / TELL_MS);
    told = here;
    log.progress(`${formatBytes(here)} of ${formatBytes(total)}, ${Math.floor((here / total) * 100)}\u00a0%, ${formatBytes(rate)}/s`);
  }, TELL_MS);
  const files = await fetchFromHub(runtime, {
    ...{ deployment, source, signal },
    onStart(wanted, commit) {
      total = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
      log.line(`commit ${commit.slice(0, 12)}: ${wanted.length} files, ${formatBytes(total)}`);
    },
    onBytes: (bytes) => void (here = bytes),
    onFile: ({ name, sizeBytes }) => log.line(`${name}: ${formatBytes(sizeBytes)}`),
  }).finally(() => clearInterval(teller));
  await log.end(`${formatBytes(total)} in ${files.length} files from the Hub`);
  return files;
}
