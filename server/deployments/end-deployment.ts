import { appendEvents } from '../events/append-events.ts';
import type { ErrorBody } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import type { Phase } from './schema.ts';

export interface EndDeployment {
  deploymentId: string;
  versionId: string;
  status: 'succeeded' | 'failed' | 'canceled';
  error: ErrorBody | null;
  phases?: Phase[];
  memoryBytes?: number;
}

/**
 * Ends a deployment that has not ended, and moves its version with it: ready (and active, where the model has no active
 * version) or failed. Returns false when it had ended already.
 */
export async function endDeployment(runtime: Runtime, input: EndDeployment): Promise<boolean> {
  const { deploymentId, versionId, status, error } = input;
  const now = new Date();
  const json = error === null ? undefined : (error as unknown as Prisma.InputJsonValue);
  const ended = await runtime.db.$transaction(async (tx) => {
    const { count } = await tx.deployment.updateMany({
      where: { id: deploymentId, status: { in: ['queued', 'running'] } },
      data: { status, error: json, endedAt: now, ...(input.phases ? { phases: input.phases as unknown as Prisma.InputJsonValue } : {}) },
    });
    if (count === 0) return false;
    const ready = status === 'succeeded';
    const version = await tx.version.update({
      where: { id: versionId },
      data: ready
        ? { status: 'ready', readyAt: now, error: Prisma.DbNull, memoryBytes: input.memoryBytes === undefined ? null : BigInt(input.memoryBytes) }
        : { status: 'failed', error: json },
    });
    if (ready) await tx.model.updateMany({ where: { id: version.modelId, activeVersionId: null }, data: { activeVersionId: versionId } });
    return true;
  });
  if (ended) await appendEvents(runtime.sql, deploymentId, [{ kind: 'done', data: { status, error } }]);
  return ended;
}
