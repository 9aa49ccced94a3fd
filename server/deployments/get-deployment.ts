import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import type { VersionView } from '../versions/schema.ts';
import { VERSION_PARTS, viewVersion } from '../versions/view-version.ts';
import type { DeploymentView } from './schema.ts';
import { viewDeployment } from './view-deployment.ts';

/** A deployment with the version it takes to ready. @throws NOT_FOUND */
export async function getDeployment(ctx: Ctx, input: { team: string; deployment: string }): Promise<{ deployment: DeploymentView; version: VersionView }> {
  const scope = await requireRole(ctx, input.team, 'get-deployment');
  const { version, ...deployment } = await getDeploymentRow(ctx, scope, input.deployment);
  return { deployment: viewDeployment(deployment), version: viewVersion(version) };
}

/** The row of a deployment and its version. @throws NOT_FOUND */
export async function getDeploymentRow(ctx: Ctx, scope: TeamScope, id: string) {
  const uuid = fromId('dep', id);
  const row =
    uuid && (await ctx.runtime.db.deployment.findFirst({ where: { id: uuid, teamId: scope.teamId }, include: { version: { include: VERSION_PARTS } } }));
  if (!row) throw new AppError('NOT_FOUND', `There is no deployment ${id} in ${scope.team}.`);
  return row;
}
