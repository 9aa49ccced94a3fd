import type { Ctx } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import type { Executor } from '../queue/boss.ts';
import { DEPLOY_VERSION, FETCH_FILES } from '../queue/jobs.ts';
import { initialPhases } from './state.ts';
import { formatBytes } from '../format-bytes.ts';

/**
 * A deployment of a version and its job, in the caller's transaction. With a `source` the deployment begins with fetching
 * what is not among `files` yet. Returns its uuid.
 */
export async function startDeployment(
  ctx: Ctx,
  tx: Prisma.TransactionClient,
  input: { versionId: string; teamId: string; source: string | null; files: { sizeBytes: number; createdAt: Date; finishedAt: Date }[] },
): Promise<string> {
  const { files, source } = input;
  const id = newUuid();
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const sent = () => ({
    startedAt: new Date(Math.min(...files.map((file) => file.createdAt.getTime()))),
    endedAt: new Date(Math.max(...files.map((file) => file.finishedAt.getTime()))),
    fact: `${formatBytes(sizeBytes)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
  });
  const phases = initialPhases(source === null ? sent() : { source });
  await tx.deployment.create({
    data: { id, versionId: input.versionId, teamId: input.teamId, status: 'queued', phases: phases as unknown as Prisma.InputJsonValue },
  });
  await queueDeployment(ctx.runtime, tx, { deploymentId: id, source });
  return id;
}

/** The job that carries a deployment on: fetching while there is a source, deploying when there is none. */
export async function queueDeployment(runtime: Runtime, tx: Prisma.TransactionClient, input: { deploymentId: string; source: string | null }): Promise<void> {
  const { deploymentId, source } = input;
  await runtime.queue.insert(source === null ? DEPLOY_VERSION : FETCH_FILES, [{ id: deploymentId, data: { deploymentId } }], prismaExecutor(tx));
}

/** Lets pg-boss write in a Prisma transaction. */
function prismaExecutor(tx: Prisma.TransactionClient): Executor {
  return { unsafe: (text, values = []) => tx.$queryRawUnsafe(text, ...values) };
}
