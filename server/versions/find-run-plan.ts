import type { Durability } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import { versionSettingsSchema, type BatchProfile, type Circuit, type VersionSettings } from './schema.ts';

/** How a worker runs a version now. */
export interface RunPlan {
  teamId: string;
  settings: VersionSettings;
  profile: BatchProfile | null;
  durability: Durability;
  /** While its time is not over, nothing of the version is run. */
  circuit: Circuit | null;
}

/** What a worker must know to run a version; null when it is gone. */
export async function findRunPlan(runtime: Runtime, versionId: string): Promise<RunPlan | null> {
  const version = await runtime.db.version.findUnique({
    where: { id: versionId },
    select: { teamId: true, settings: true, batching: true, health: true, circuit: true, model: { select: { team: { select: { durability: true } } } } },
  });
  if (!version) return null;
  return {
    teamId: version.teamId,
    settings: versionSettingsSchema.parse(version.settings),
    profile: version.batching as unknown as BatchProfile | null,
    durability: version.model.team.durability,
    circuit: version.health === 'circuit_open' ? (version.circuit as unknown as Circuit | null) : null,
  };
}
