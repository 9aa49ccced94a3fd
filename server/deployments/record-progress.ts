import { appendEvents } from '../events/append-events.ts';
import type { GoldenResult } from '../examples/schema.ts';
import type { NewEvent } from '../events/schema.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import type { Signature } from '../signatures/schema.ts';
import type { BatchProfile } from '../versions/schema.ts';
import type { Phase } from './schema.ts';

/** Stores where a deployment stands, then tells its followers. */
export async function recordProgress(runtime: Runtime, deploymentId: string, progress: { phases: Phase[]; events: NewEvent[] }): Promise<void> {
  await runtime.db.deployment.update({ where: { id: deploymentId }, data: { phases: progress.phases as unknown as Prisma.InputJsonValue } });
  await appendEvents(runtime.sql, deploymentId, progress.events);
}

/** Stores what was read from the files; until the version is ready it may still change. */
export async function recordSignature(runtime: Runtime, versionId: string, signature: Signature): Promise<void> {
  await runtime.db.version.update({ where: { id: versionId }, data: { signature: signature as unknown as Prisma.InputJsonValue } });
}

/** Stores what was measured of a version: what it does with threads and with batches. */
export async function recordBatching(runtime: Runtime, versionId: string, profile: BatchProfile): Promise<void> {
  await runtime.db.version.update({ where: { id: versionId }, data: { batching: profile as unknown as Prisma.InputJsonValue } });
}

/** Stores how the model's golden tests went on a version. */
export async function recordTests(runtime: Runtime, versionId: string, results: GoldenResult[]): Promise<void> {
  await runtime.db.version.update({ where: { id: versionId }, data: { tests: results as unknown as Prisma.InputJsonValue } });
}
