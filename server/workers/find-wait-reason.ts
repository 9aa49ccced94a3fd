import type { Runtime } from '../runtime.ts';
import { needsOf } from '../versions/find-version-needs.ts';
import { findWorkers } from './find-workers.ts';
import { explainWaiting } from './state.ts';

/** Why a queued run of the version does not start, as things stand, and what to do; null where a worker can take it. */
export async function findWaitReason(runtime: Runtime, versionId: string): Promise<string | null> {
  const [version, workers] = await Promise.all([
    runtime.db.version.findUnique({ where: { id: versionId }, select: { settings: true, batching: true, memoryBytes: true } }),
    findWorkers(runtime),
  ]);
  if (!version) return null;
  return explainWaiting(
    needsOf(runtime, version),
    workers.map(({ state, info }) => ({ state, devices: info.devices })),
  );
}
