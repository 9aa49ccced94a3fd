import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { toId } from '../ids.ts';
import { forgetTargets } from '../versions/find-target.ts';
import { getDeployment, getDeploymentRow } from './get-deployment.ts';
import { startDeployment } from './start-deployment.ts';

/** A new deployment of a version whose last one failed or was canceled; it fetches the files that one had not. @throws NOT_FOUND, CONFLICT */
export async function retryDeployment(ctx: Ctx, input: { team: string; deployment: string }) {
  const scope = await requireRole(ctx, input.team, 'retry-deployment');
  const { version } = await getDeploymentRow(ctx, scope, input.deployment);
  const id = await ctx.runtime.db.$transaction(async (tx) => {
    await reopenVersion(tx, version.id);
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'retry-deployment', subject: input.deployment, data: {} });
    const now = new Date();
    const files = version.files.map((file) => ({ sizeBytes: Number(file.sizeBytes), createdAt: now, finishedAt: now }));
    return startDeployment(ctx, tx, { versionId: version.id, teamId: scope.teamId, source: version.source, files });
  });
  forgetTargets(ctx.runtime);
  await ctx.runtime.bell.ring('moorage_deploy');
  return getDeployment(ctx, { team: input.team, deployment: toId('dep', id) });
}

/** failed → deploying. Of two at once one wins. @throws CONFLICT */
export async function reopenVersion(tx: Prisma.TransactionClient, versionId: string): Promise<void> {
  const { count } = await tx.version.updateMany({
    where: { id: versionId, status: 'failed', deletedAt: null },
    data: { status: 'deploying', error: Prisma.DbNull, signature: Prisma.DbNull },
  });
  if (count === 0) throw new AppError('CONFLICT', 'Only a version whose deployment failed or was canceled can be deployed again.');
}
