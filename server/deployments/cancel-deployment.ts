import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { DEPLOY_VERSION, FETCH_FILES } from '../queue/jobs.ts';
import { endDeployment } from './end-deployment.ts';
import { getDeployment, getDeploymentRow } from './get-deployment.ts';

/** Stops a deployment that has not ended; its version stays, failed, and can be retried. @throws NOT_FOUND, CONFLICT */
export async function cancelDeployment(ctx: Ctx, input: { team: string; deployment: string }) {
  const scope = await requireRole(ctx, input.team, 'cancel-deployment');
  const row = await getDeploymentRow(ctx, scope, input.deployment);
  const error = new AppError('CANCELED', `The deployment was canceled by ${scope.actor.name}.`, { suggestions: ['Retry it when you want it after all.'] });
  const ended = await endDeployment(ctx.runtime, { deploymentId: row.id, versionId: row.versionId, status: 'canceled', error: error.toBody() });
  if (!ended) throw new AppError('CONFLICT', `This deployment has already ended: ${row.status}.`);
  for (const queue of [FETCH_FILES, DEPLOY_VERSION]) await ctx.runtime.queue.cancel(queue, [row.id], ctx.runtime.sql);
  await ctx.runtime.bell.ring('moorage_cancel');
  await ctx.runtime.db.$transaction((tx) =>
    writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'cancel-deployment', subject: input.deployment, data: {} }),
  );
  return getDeployment(ctx, input);
}
