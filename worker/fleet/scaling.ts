import { formatBytes } from '../../server/format-bytes.ts';
import type { VersionNeeds } from '../../server/workers/schema.ts';
import { placeVersion, type DeviceSpace } from './placement.ts';
import { ENOUGH_RUNS, type VersionLoad } from './version-load.ts';

/** A runner as far as scaling looks at it. */
export interface ScalingInstance {
  versionId: string;
  /** null until it is placed. */
  device: string | null;
  threads: number;
  memoryBytes: number;
  loading: boolean;
  lent: boolean;
  lastUsedAt: number;
}

export interface ScalingView {
  now: number;
  instances: ScalingInstance[];
  loads: VersionLoad[];
  needs: ReadonlyMap<string, VersionNeeds>;
  /** Free memory of each device within its budget. */
  devices: DeviceSpace[];
  cores: number;
}

/** Since when each version's runs have waited too long without a break. */
export type ScalingState = ReadonlyMap<string, number>;

export interface ScalingDecision {
  versionId: string;
  /**
   * `spread`: its instances are replaced by as many as they have threads, of one thread each; `gather`: the one that is left
   * of these gets its threads back. `hold`: it would grow, were it not for what `reason` says.
   */
  action: 'grow' | 'shrink' | 'spread' | 'gather' | 'hold';
  /** Where the new instance goes. */
  device: string | null;
  reason: string;
}

const PRESSED_MS = 5_000;
const IDLE_MS = 60_000;
const ACTIVE_MS = 1_000;
const TOLERATED_RUNS = 2;
/** Where a runner works less than this part of the time, its runs wait for the way to it: another would not shorten that. */
const LEAST_BUSY = 0.2;
/** Of runs as long as this, five seconds show too few to tell by. */
const FEW_RUN_MS = 1_000;
/** A longer run would take so much longer on one thread that its time limit comes near. */
const SPREAD_RUN_MS = 1_000;

/**
 * Which versions get a runner more or less, seen once a second. A version grows when the p95 of its waits has been more
 * than twice its run time for 5 s, its runners do not mostly idle, and an instance more fits: into the memory budget of a device, and into the cores, of
 * which each instance that works (or would) takes as many as it has threads. Where the cores are all taken by its own
 * instances of several threads, it is spread over them instead: threads of one run wait for each other at every operator,
 * runs beside each other do not. The clock starts again with each instance, so that the next is judged by what this one
 * changed. It shrinks when an instance has had nothing to do for 60 s, never below one, and the last is gathered. Between
 * the two lies everything that makes no change: that is why it does not flap. Where there are more than the version may have, one goes
 * at once, whatever its load.
 */
export function decideScaling(state: ScalingState, view: ScalingView): { state: ScalingState; decisions: ScalingDecision[] } {
  const pressedSince = new Map<string, number>();
  const decisions: ScalingDecision[] = [];
  for (const versionId of new Set(view.instances.map((instance) => instance.versionId))) decisions.push(...trim(versionId, view));
  const trimmed = new Set(decisions.map((decision) => decision.versionId));
  const room = { devices: view.devices.map((device) => ({ ...device })), cores: view.cores - coresInUse(view) };
  for (const load of [...view.loads].sort((a, b) => pressure(b) - pressure(a))) {
    if (trimmed.has(load.versionId)) continue;
    const own = view.instances.filter((instance) => instance.versionId === load.versionId);
    // While one loads, nothing that is measured tells what it will change.
    if (own.length === 0 || own.some((instance) => instance.loading) || !lacksRunners(load, own.length)) continue;
    const since = state.get(load.versionId) ?? view.now;
    pressedSince.set(load.versionId, since);
    if (view.now - since < PRESSED_MS) continue;
    const decision = grow(load, { own, room, needs: view.needs.get(load.versionId) });
    decisions.push(decision);
    if (decision.action !== 'hold') pressedSince.delete(load.versionId);
  }
  for (const versionId of new Set(view.instances.map((instance) => instance.versionId))) {
    if (!pressedSince.has(versionId) && !decisions.some((decision) => decision.versionId === versionId)) decisions.push(...shrink(versionId, view));
  }
  return { state: pressedSince, decisions };
}

/** Shorter than a slice of the cores as Linux deals them out: who waits for such a run waits longer for a core than for the run. */
const QUICK_RUN_MS = 3;

/** Whether its runs are short enough to go before those of others. */
export function paceOf(load: VersionLoad): 'quick' | 'steady' {
  return load.runs >= ENOUGH_RUNS && load.runMs <= QUICK_RUN_MS ? 'quick' : 'steady';
}

/** Whether its runs wait long, and for a runner. */
function lacksRunners(load: VersionLoad, instances: number): boolean {
  return pressure(load) > TOLERATED_RUNS && (load.runMs >= FEW_RUN_MS || load.runnersBusy >= LEAST_BUSY * instances);
}

/** How many run times its runs wait. */
function pressure(load: VersionLoad): number {
  return load.runMs > 0 ? load.p95WaitMs / load.runMs : 0;
}

function grow(
  load: VersionLoad,
  at: { own: ScalingInstance[]; room: { devices: DeviceSpace[]; cores: number }; needs: VersionNeeds | undefined },
): ScalingDecision {
  const { own, room, needs } = at;
  const { versionId } = load;
  const hold = (reason: string): ScalingDecision => ({ versionId, action: 'hold', device: null, reason });
  const most = needs?.maxInstances ?? null;
  if (most !== null && own.length >= most) return hold(`it may have ${most} and has them`);
  const memoryBytes = Math.max(needs?.memoryBytes ?? 0, ...own.map((instance) => instance.memoryBytes));
  const { device } = placeVersion({ device: needs?.device ?? 'auto', memoryBytes }, room.devices.map(withoutEviction));
  const space = room.devices.find((candidate) => candidate.id === device);
  if (!space || space.freeBytes < memoryBytes) return hold(`another takes ${formatBytes(memoryBytes)}, more than the memory budget has free`);
  const reason = `runs wait ${Math.round(load.p95WaitMs)} ms (p95), more than twice the ${load.runMs.toFixed(1)} ms one takes`;
  const threads = Math.min(...own.map((instance) => instance.threads));
  const cores = coresOf({ device: space.id, threads });
  if (cores <= room.cores) {
    space.freeBytes -= memoryBytes;
    room.cores -= cores;
    return { versionId, action: 'grow', device: space.id, reason };
  }
  const more = threadsOf(own) - own.length;
  const mayNarrow = needs?.threadsChosen === false && space.id === 'cpu' && load.runMs <= SPREAD_RUN_MS;
  if (mayNarrow && more > 0 && own.length + more <= (most ?? Infinity) && more * memoryBytes <= space.freeBytes) {
    space.freeBytes -= more * memoryBytes;
    return { versionId, action: 'spread', device: space.id, reason };
  }
  return hold(`another takes ${cores} of the cores, and ${Math.max(0, room.cores)} are free`);
}

function threadsOf(instances: ScalingInstance[]): number {
  return instances.reduce((sum, instance) => sum + instance.threads, 0);
}

// Settings may allow fewer than there are by now.
function trim(versionId: string, { instances, needs }: ScalingView): ScalingDecision[] {
  const loaded = instances.filter((instance) => instance.versionId === versionId && !instance.loading).length;
  const most = needs.get(versionId)?.maxInstances ?? Infinity;
  return loaded > most ? [{ versionId, action: 'shrink', device: null, reason: `it has ${loaded} and may have ${most}` }] : [];
}

function shrink(versionId: string, { now, instances, loads, needs }: ScalingView): ScalingDecision[] {
  const all = instances.filter((instance) => instance.versionId === versionId);
  const own = all.filter((instance) => !instance.loading);
  const [only] = own;
  // What one instance keeps up with, one of more threads answers sooner.
  if (only && all.length === 1 && only.threads < (needs.get(versionId)?.threads ?? 1)) {
    return [{ versionId, action: 'gather', device: null, reason: 'one instance is enough again' }];
  }
  const idle = own.filter((instance) => !instance.lent && now - instance.lastUsedAt >= IDLE_MS);
  const waiting = loads.find((load) => load.versionId === versionId)?.waiting ?? 0;
  if (own.length < 2 || idle.length === 0 || waiting > 0) return [];
  return [{ versionId, action: 'shrink', device: null, reason: 'an instance has had nothing to do for a minute' }];
}

// An instance more is no reason to take another version's away.
function withoutEviction(device: DeviceSpace): DeviceSpace {
  return { ...device, evictableBytes: 0 };
}

function coresInUse({ instances, loads, now }: ScalingView): number {
  const pressed = new Set(loads.filter((load) => pressure(load) > TOLERATED_RUNS).map((load) => load.versionId));
  return instances
    .filter((instance) => instance.loading || instance.lent || now - instance.lastUsedAt < ACTIVE_MS || pressed.has(instance.versionId))
    .reduce((sum, instance) => sum + coresOf(instance), 0);
}

/** On a GPU an instance keeps one core busy, whatever its threads. */
function coresOf(instance: Pick<ScalingInstance, 'device' | 'threads'>): number {
  return instance.device === null || instance.device === 'cpu' ? instance.threads : 1;
}
