import type { ErrorBody } from '../errors.ts';
import { DEPLOY_VERSION, FETCH_FILES } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import { endDeployment } from './end-deployment.ts';

const LOST: ErrorBody = {
  code: 'RUNNER_CRASHED',
  message: 'The worker that carried out this deployment was lost each time.',
  cause: 'A worker process or its machine went away while the deployment was under way, as often as it was tried.',
  suggestions: ['Retry it. If it stays, look at the memory of the machine: the model may need more than there is.'],
};

/** Ends deployments whose job has no attempt left: the queue gives such jobs up by itself, the row still says running. Returns how many. */
export async function failAbandonedDeployments(runtime: Runtime): Promise<number> {
  const rows = await runtime.sql<{ id: string; versionId: string }[]>`
    select distinct d.id, d.version_id as "versionId" from pgboss.job j join deployment d on d.id = j.id
    where j.name in (${DEPLOY_VERSION}, ${FETCH_FILES}) and j.state = 'failed' and d.status in ('queued', 'running')`;
  for (const { id, versionId } of rows) await endDeployment(runtime, { deploymentId: id, versionId, status: 'failed', error: LOST });
  return rows.length;
}
