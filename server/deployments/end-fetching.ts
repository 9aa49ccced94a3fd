import type { Runtime } from '../runtime.ts';
import { queueDeployment } from './start-deployment.ts';

/** All files of a version are here: it has no source any more, and its deployment goes on as if they had been uploaded. */
export async function endFetching(runtime: Runtime, deployment: { deploymentId: string; versionId: string }): Promise<void> {
  const { deploymentId, versionId } = deployment;
  await runtime.db.$transaction(async (tx) => {
    await tx.version.update({ where: { id: versionId }, data: { source: null } });
    await queueDeployment(runtime, tx, { deploymentId, source: null });
  });
  await runtime.bell.ring('moorage_deploy');
}
