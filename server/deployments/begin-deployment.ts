import type { Runtime } from '../runtime.ts';
import type { Choice } from '../signatures/choice.ts';
import type { Phase } from './schema.ts';

/** Everything a worker needs to take a version to ready. */
export interface BegunDeployment {
  deploymentId: string;
  versionId: string;
  model: string;
  version: number;
  phases: Phase[];
  files: { name: string; sha256: string; sizeBytes: number }[];
  teamId: string;
  /** Where its files are to be brought from, when they are not all here. */
  source: string | null;
  /** What a person chose it to be; null: what its files are guessed to be. */
  choice: Choice | null;
}

/** queued → running for a worker; null when it was canceled or has ended meanwhile. A lost worker's is begun again, and one goes on whose files were fetched. */
export async function beginDeployment(runtime: Runtime, deploymentId: string): Promise<BegunDeployment | null> {
  await runtime.db.deployment.updateMany({ where: { id: deploymentId, status: 'queued' }, data: { status: 'running', startedAt: new Date() } });
  const row = await runtime.db.deployment.findFirst({
    where: { id: deploymentId, status: 'running' },
    include: { version: { include: { files: true, model: true } } },
  });
  if (!row) return null;
  const { version } = row;
  return {
    deploymentId,
    versionId: version.id,
    teamId: version.teamId,
    source: version.source,
    model: version.model.name,
    version: version.number,
    choice: version.chosen as unknown as Choice | null,
    phases: row.phases as unknown as Phase[],
    files: version.files.map((file) => ({ name: file.name, sha256: file.sha256, sizeBytes: Number(file.sizeBytes) })),
  };
}
