import type { Ctx } from '../context.ts';
import { followDeployment } from '../deployments/follow-deployment.ts';
import { getVersion } from './get-version.ts';
import type { VersionView } from './schema.ts';

/** The version once its deployment has ended, or as it stands after `timeoutMs`. @throws NOT_FOUND */
export async function waitVersion(ctx: Ctx, input: { team: string; model: string; version: number; timeoutMs: number }): Promise<VersionView> {
  const version = await getVersion(ctx, input);
  if (version.status !== 'deploying' || !version.deployment) return version;
  const timeout = AbortSignal.timeout(input.timeoutMs);
  const signal = ctx.signal ? AbortSignal.any([timeout, ctx.signal]) : timeout;
  for await (const event of followDeployment(ctx, { team: input.team, deployment: version.deployment.id, afterSeq: 0, signal })) {
    if (event.kind === 'done') break;
  }
  return getVersion(ctx, input);
}
