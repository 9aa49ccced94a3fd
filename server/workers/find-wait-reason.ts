import type { Runtime } from '../runtime.ts';
import { needsOf } from '../versions/find-version-needs.ts';
import type { Circuit } from '../versions/schema.ts';
import { findWorkers, type FoundWorker } from './find-workers.ts';
import { explainWaiting } from './state.ts';

type WaitedFor = Parameters<typeof needsOf>[1] & { health: string; circuit: unknown };

/** Why a queued run of the version does not start, as things stand, and what to do; null where a worker can take it. */
export async function findWaitReason(runtime: Runtime, versionId: string): Promise<string | null> {
  const [version, workers] = await Promise.all([
    runtime.db.version.findUnique({ where: { id: versionId }, select: { settings: true, batching: true, memoryBytes: true, health: true, circuit: true } }),
    findWorkers(runtime),
  ]);
  return version && explainVersion(runtime, version, workers);
}

/** The same for a version and workers that are known. */
export function explainVersion(runtime: Runtime, version: WaitedFor, workers: FoundWorker[]): string | null {
  const placed = workers.map(({ state, info }) => ({ state, devices: info.devices }));
  return explainWaiting(needsOf(runtime, version), placed) ?? explainCircuit(version, runtime.clock.now());
}

function explainCircuit({ health, circuit }: Pick<WaitedFor, 'health' | 'circuit'>, now: number): string | null {
  const open = health === 'circuit_open' ? (circuit as Circuit | null) : null;
  if (!open || Date.parse(open.until) <= now) return null;
  return `Its runner died too often: ${open.error.message} It starts at ${open.until.slice(11, 19)} UTC, or once its circuit is closed.`;
}
