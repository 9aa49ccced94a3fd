import type { Prisma } from '../generated/prisma/client.ts';
import type { Runtime } from '../runtime.ts';
import type { VersionNeeds } from '../workers/schema.ts';
import { versionSettingsSchema, type BatchProfile } from './schema.ts';

/** How long a version is kept loaded for somebody who wants it soon. */
const WANTED_MS = 60_000;

export interface NeededVersion {
  needs: VersionNeeds;
  /** To be loaded without a run: it is pinned, or about to become active. */
  warm: boolean;
}

/**
 * What the versions named need, and those that are to be loaded without a run. One that is not in the answer takes no runs
 * any more: it was deleted or archived.
 */
export async function findVersionNeeds(runtime: Runtime, ids: string[]): Promise<Map<string, NeededVersion>> {
  const wantedSince = new Date(runtime.clock.now() - WANTED_MS);
  const rows = await runtime.db.version.findMany({
    where: {
      status: 'ready',
      deletedAt: null,
      model: { deletedAt: null },
      OR: [{ id: { in: ids } }, { settings: { path: ['pinned'], equals: true } }, { wantedWarmAt: { gt: wantedSince } }],
    },
    select: { id: true, settings: true, batching: true, memoryBytes: true, wantedWarmAt: true, health: true },
  });
  return new Map(
    rows.map((row) => {
      const needs = needsOf(runtime, row);
      const wanted = needs.pinned || (row.wantedWarmAt !== null && row.wantedWarmAt > wantedSince);
      return [row.id, { needs, warm: wanted && row.health === 'ok' }];
    }),
  );
}

/** What a row's runner is given: its settings, else what was measured, else the installation's defaults. */
export function needsOf(runtime: Runtime, row: { settings: Prisma.JsonValue; batching: Prisma.JsonValue; memoryBytes: bigint | null }): VersionNeeds {
  const { device, threads, maxInstances, pinned, memoryLimitBytes } = versionSettingsSchema.parse(row.settings);
  const measured = row.batching as unknown as BatchProfile | null;
  return {
    device,
    maxInstances,
    pinned,
    threadsChosen: threads !== null,
    threads: threads ?? measured?.threads ?? runtime.env.threads,
    memoryBytes: Number(row.memoryBytes ?? 0),
    memoryLimitBytes: memoryLimitBytes ?? runtime.env.runnerMemoryBytes,
  };
}
