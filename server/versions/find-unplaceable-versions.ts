import type { Runtime } from '../runtime.ts';
import type { Device } from '../workers/schema.ts';
import { refusePlacement } from '../workers/state.ts';
import { needsOf } from './find-version-needs.ts';

/**
 * Ready versions that none of these devices can ever run, with why: a worker with these leaves them out of its claims, so
 * that their runs wait for another. Pinned or not, loaded or not.
 */
export async function findUnplaceableVersions(runtime: Runtime, devices: Device[]): Promise<{ versionId: string; reason: string }[]> {
  const sizes = devices.map((device) => device.memoryBytes).filter((size) => size > 0);
  const rows = await runtime.db.version.findMany({
    where: {
      status: 'ready',
      deletedAt: null,
      OR: [{ settings: { path: ['device'], equals: 'gpu' } }, ...(sizes.length > 0 ? [{ memoryBytes: { gt: BigInt(Math.min(...sizes)) } }] : [])],
    },
    select: { id: true, settings: true, batching: true, memoryBytes: true },
  });
  return rows.flatMap((row) => {
    const reason = refusePlacement(needsOf(runtime, row), devices);
    return reason ? [{ versionId: row.id, reason }] : [];
  });
}
