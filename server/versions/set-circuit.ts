import type { ErrorBody } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import type { Circuit } from './schema.ts';

/** Opens a version's circuit: until its time is over callers get 503 with the reason and nothing of it is run. Every process hears of it at once. */
export async function openCircuit(runtime: Runtime, versionId: string, why: { error: ErrorBody; forMs: number }): Promise<void> {
  const now = runtime.clock.now();
  const circuit: Circuit = { error: why.error, openedAt: new Date(now).toISOString(), until: new Date(now + why.forMs).toISOString() };
  await runtime.db.version.update({ where: { id: versionId }, data: { health: 'circuit_open', circuit } });
  await runtime.bell.ring('moorage_versions');
}

/** Closes the circuits of these versions, or every one. */
export async function closeCircuits(runtime: Runtime, versionIds?: string[]): Promise<void> {
  const { count } = await runtime.db.version.updateMany({
    where: { health: 'circuit_open', ...(versionIds ? { id: { in: versionIds } } : {}) },
    data: { health: 'ok', circuit: Prisma.DbNull },
  });
  if (count > 0) await runtime.bell.ring('moorage_versions');
}
