import { beginDeployment } from '../../server/deployments/begin-deployment.ts';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { endFetching } from '../../server/deployments/end-fetching.ts';
import { fetchFromHub } from '../../server/deployments/fetch-from-hub.ts';
import { formatBytes } from '../../server/format-bytes.ts';
import type { Runtime } from '../../server/runtime.ts';
import { DeploymentLog } from './deployment-log.ts';
import { failDeployment } from './fail-deployment.ts';

const TELL_MS = 500;

/** Brings the files of a version that names where they are, says how far it is, and lets its deployment go on. */
export async function fetchFiles(runtime: Runtime, deploymentId: string, signal: AbortSignal): Promise<void> {
  const deployment = await beginDeployment(runtime, deploymentId);
  if (!deployment || deployment.source === null) return;
  const log = new DeploymentLog(runtime, deployment);
  try {
    await fetchAll(runtime, { deployment, source: deployment.source, log, signal });
    signal.throwIfAborted();
    await endFetching(runtime, deployment);
  } catch (error) {
    if (!signal.aborted) await failDeployment(runtime, { deployment, log, error });
  }
}

async function fetchAll(runtime: Runtime, work: { deployment: BegunDeployment; source: string; log: DeploymentLog; signal: AbortSignal }): Promise<void> {
  const { deployment, source, log, signal } = work;
  await log.start('upload');
  log.line(`from ${source}`);
  let count = 0;
  let total = 0;
  let here = 0;
  let told = 0;
  const teller = setInterval(() => {
    if (here === told) return;
    const rate = (here - told) * (1000 / TELL_MS);
    told = here;
    log.progress(`${formatBytes(here)} of ${formatBytes(total)}, ${Math.floor((here / total) * 100)}\u00a0%, ${formatBytes(rate)}/s`);
  }, TELL_MS);
  await fetchFromHub(runtime, {
    ...{ deployment, source, signal },
    onStart(wanted, commit) {
      count = wanted.length;
      total = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
      log.line(`commit ${commit.slice(0, 12)}: ${count} files, ${formatBytes(total)}`);
    },
    onBytes: (bytes) => void (here = bytes),
    onFile: ({ name, sizeBytes }) => log.line(`${name}: ${formatBytes(sizeBytes)}`),
  }).finally(() => clearInterval(teller));
  await log.end(`${formatBytes(total)} in ${count} files from the Hub`);
}
