import type { LoadedVersion, VersionNeeds } from '../../server/workers/schema.ts';
import { isGpu } from '../../server/workers/state.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { ScalingInstance } from './scaling.ts';
import type { VersionLoad } from './version-load.ts';

/** A runner that has a version loaded, and where. */
export interface Loaded {
  runner: Runner;
  device: string;
}

/** One runner of a version in the fleet, from the moment it is asked for. */
export interface Instance {
  readonly versionId: string;
  loading: Promise<Loaded>;
  /** Set once it has loaded. */
  runner?: Runner;
  /** Set once it is placed. */
  device: string | null;
  /** What the version asked for when this was placed. */
  placedFor: VersionNeeds['device'];
  lastUsedAt: number;
  used: boolean;
  loadedAt: Date;
  /** Measured; while it loads, what is expected. */
  memoryBytes: number;
  lent: boolean;
  /** Takes no more batches; goes when the one it has is given back. */
  retiring: boolean;
}

/** An instance that is neither placed nor loading yet. */
export function newInstance(versionId: string): Instance {
  return {
    versionId,
    loading: new Promise(() => undefined),
    device: null,
    placedFor: 'auto',
    lastUsedAt: Date.now(),
    used: false,
    loadedAt: new Date(),
    memoryBytes: 0,
    lent: false,
    retiring: false,
  };
}

/** Whether a batch can begin on it at once. */
export function isIdle({ runner, lent, retiring }: Instance): boolean {
  return runner !== undefined && !runner.ended && !lent && !retiring;
}

/** Instances as scaling looks at them: those that take batches, or will. */
export function viewInstances(instances: Iterable<Instance>, threadsOf: (versionId: string) => number): ScalingInstance[] {
  return [...instances]
    .filter((instance) => !instance.retiring && !instance.runner?.ended)
    .map(({ versionId, device, runner, memoryBytes, lent, lastUsedAt }) => ({
      ...{ versionId, device, memoryBytes, lent, lastUsedAt },
      threads: runner?.limits.threads ?? threadsOf(versionId),
      loading: runner === undefined,
    }));
}

/** Whether a loaded instance runs otherwise than its version now wants to; `best` is where it would be placed today. */
export function isOutdated(instance: Instance, needs: VersionNeeds, best: string | null): boolean {
  const { runner, device } = instance;
  if (!runner || !device) return false;
  if (runner.limits.threads !== needs.threads || runner.limits.memoryLimitBytes !== needs.memoryLimitBytes) return true;
  // It moves when something else is asked for, not whenever another device has room.
  return instance.placedFor !== needs.device && best !== null && isGpu({ id: best }) !== isGpu({ id: device });
}

/** Least recently used first: those that may go when memory is needed. */
export function evictable(instances: Iterable<Instance>, isPinned: (versionId: string) => boolean): Instance[] {
  return [...instances]
    .filter((instance) => instance.runner && !instance.lent && !instance.retiring && !isPinned(instance.versionId))
    .sort((a, b) => a.lastUsedAt - b.lastUsedAt);
}

/**
 * What a worker tells of its instances: one line per version and device, with how busy dispatch found it. What is counted of a version
 * as a whole (runs that wait, runs done) stands in its first line, so that lines can be added up.
 */
export function describeInstances(instances: Iterable<Instance>, loads: VersionLoad[], isPinned: (versionId: string) => boolean): LoadedVersion[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const key = `${instance.versionId} ${instance.device ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  const loadOf = new Map(loads.map((load) => [load.versionId, load]));
  const counted = new Set<string>();
  return [...groups.values()].map((group) => {
    const [first] = group as [Instance, ...Instance[]];
    const load = loadOf.get(first.versionId);
    const whole = counted.has(first.versionId) ? undefined : load;
    counted.add(first.versionId);
    const ready = group.filter((instance) => instance.runner);
    const busy = ready.filter((instance) => instance.lent).length;
    const lastUsedAt = Math.max(0, ...group.filter((instance) => instance.used).map((instance) => instance.lastUsedAt));
    const lastRunAt = load?.lastRunAt ?? (lastUsedAt || null);
    return {
      versionId: first.versionId,
      device: first.device ?? 'cpu',
      state: ready.length === 0 ? 'loading' : busy > 0 ? 'busy' : 'ready',
      instances: ready.length,
      loading: group.length - ready.length,
      busy,
      pinned: isPinned(first.versionId),
      memoryBytes: group.reduce((sum, instance) => sum + instance.memoryBytes, 0),
      memoryLimitBytes: ready[0]?.runner?.limits.memoryLimitBytes ?? null,
      loadedAt: first.loadedAt.toISOString(),
      lastRunAt: lastRunAt === null ? null : new Date(lastRunAt).toISOString(),
      waiting: whole?.waiting ?? 0,
      perSecond: whole?.perSecond ?? 0,
      runs: whole?.runs ?? 0,
      p95WaitMs: load && (load.runs > 0 || load.waiting > 0) ? load.p95WaitMs : null,
      runMs: load && load.runMs > 0 ? load.runMs : null,
    };
  });
}
