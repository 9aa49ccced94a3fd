import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { endDeployment } from '../../server/deployments/end-deployment.ts';
import { AppError, isAppError } from '../../server/errors.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { DeploymentLog } from './deployment-log.ts';

/** Ends a deployment that met an error as failed, in the phase it was in, with what happened, why, and what to do. */
export async function failDeployment(runtime: Runtime, work: { deployment: BegunDeployment; log: DeploymentLog; error: unknown }): Promise<void> {
  const { deployment, log } = work;
  const { deploymentId, versionId } = deployment;
  const problem = explain(work.error);
  log.line(problem.message, 'error');
  await log.end('failed', 'failed');
  await endDeployment(runtime, { deploymentId, versionId, status: 'failed', error: problem.toBody(), phases: log.phases });
}

function explain(error: unknown): AppError {
  if (isAppError(error)) return error.code === 'RUNNER_CRASHED' && error.why === null ? crashed(error) : error;
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', 'The deployment failed for a reason of ours.', {
    cause: message,
    suggestions: ['Retry it. If it fails again, tell an admin.'],
  });
}

function crashed(error: AppError): AppError {
  return new AppError('RUNNER_CRASHED', error.message, {
    cause: 'The engine died of this file in a process of its own; nothing else was touched.',
    suggestions: [
      'Load the file with onnxruntime where it was made: it fails there in the same way.',
      'Export it again with another opset, or with the constants folded, and replace the file.',
    ],
  });
}
