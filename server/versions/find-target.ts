import type { Ctx } from '../context.ts';
import type { TeamScope } from '../access/require-role.ts';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Durability } from '../generated/prisma/client.ts';
import type { Signature } from '../signatures/schema.ts';
import { versionSettingsSchema, type Circuit, type VersionSettings } from './schema.ts';

/** What an invocation is aimed at, as much of it as every request needs. */
export interface Target {
  modelId: string;
  model: string;
  versionId: string;
  version: number;
  signature: Signature;
  settings: VersionSettings;
  durability: Durability;
  /** While its time is not over, nothing is taken: `assertCircuit`. */
  circuit: Circuit | null;
}

interface Entry {
  at: number;
  target: Promise<Target>;
}

const FRESH_MS = 2_000;

/**
 * The version an invocation runs on: the one named, or the active one. Answers from the process's cache for up to 2 s;
 * activate, delete and retry in this process, and circuits and settings in any, are seen at once.
 * @throws NOT_FOUND, CONFLICT when the version is not ready
 */
export function findTarget(ctx: Ctx, scope: TeamScope, ref: { model: string; version?: number }): Promise<Target> {
  const cache = targets(ctx.runtime);
  const key = `${scope.teamId}/${ref.model}@${ref.version ?? ''}`;
  const cached = cache.get(key);
  if (cached && performance.now() - cached.at < FRESH_MS) return cached.target;
  const target = loadTarget(ctx, scope, ref);
  if (cache.size > 10_000) cache.clear();
  cache.set(key, { at: performance.now(), target });
  target.catch(() => cache.delete(key));
  return target;
}

/** Called by every verb that changes which version answers. */
export function forgetTargets(runtime: Runtime): void {
  targets(runtime).clear();
}

function targets(runtime: Runtime): Map<string, Entry> {
  return runtime.once('targets', () => {
    const known = new Map<string, Entry>();
    // A circuit that another process opened or closed, or settings it changed.
    runtime.bell.on('moorage_versions', () => known.clear(), 3600_000);
    return known;
  });
}

async function loadTarget(ctx: Ctx, scope: TeamScope, ref: { model: string; version?: number }): Promise<Target> {
  const model = await ctx.runtime.db.model.findUnique({
    where: { teamId_liveName: { teamId: scope.teamId, liveName: ref.model } },
    select: { id: true, name: true, activeVersionId: true, team: { select: { durability: true } } },
  });
  if (!model) throw new AppError('NOT_FOUND', `There is no model "${ref.model}" in ${scope.team}.`);
  if (ref.version === undefined && !model.activeVersionId) {
    throw new AppError('CONFLICT', `${model.name} has no active version.`, {
      cause: 'None of its versions is ready yet.',
      suggestions: ['Wait until a version is ready, or make one active.'],
    });
  }
  const version = await ctx.runtime.db.version.findFirst({
    where: ref.version === undefined ? { id: model.activeVersionId ?? '' } : { modelId: model.id, number: ref.version, deletedAt: null },
  });
  if (!version) throw new AppError('NOT_FOUND', `${model.name} has no version ${ref.version}.`);
  if (version.status !== 'ready') {
    throw new AppError('CONFLICT', `Version ${version.number} of ${model.name} is ${version.status}, not ready.`, {
      suggestions: version.status === 'failed' ? ['See why on its page, then retry it or deploy another version.'] : ['Wait until it is ready.'],
    });
  }
  return {
    modelId: model.id,
    model: model.name,
    versionId: version.id,
    version: version.number,
    signature: version.signature as unknown as Signature,
    settings: versionSettingsSchema.parse(version.settings),
    durability: model.team.durability,
    circuit: version.health === 'circuit_open' ? (version.circuit as unknown as Circuit | null) : null,
  };
}

/** Refuses runs while the circuit is open. Once its time is over the next run decides whether it closes: it is let through. @throws CIRCUIT_OPEN */
export function assertCircuit(runtime: Runtime, { model, version, circuit }: Target): void {
  const leftMs = circuit ? Date.parse(circuit.until) - runtime.clock.now() : 0;
  if (!circuit || leftMs <= 0) return;
  throw new AppError('CIRCUIT_OPEN', `Version ${version} of ${model} takes no runs: its runner died three times in five minutes.`, {
    cause: circuit.error.message,
    suggestions: [...circuit.error.suggestions, 'See the last failed runs, then make another version active.'],
    retryAfterSeconds: Math.ceil(leftMs / 1000),
  });
}
