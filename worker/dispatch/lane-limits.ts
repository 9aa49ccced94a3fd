import type { RunPlan } from '../../server/versions/find-run-plan.ts';
import { ENOUGH_RUNS, type VersionLoad } from '../fleet/version-load.ts';

/** A runner is handed about this much work at once: enough to keep it busy, little enough to be stopped soon. */
const HANDED_MS = 50;
const MOST_HANDED = 64;
/** A worker holds about this much work of a version; what is beyond belongs to any worker. */
const HELD_MS = 250;
const MOST_HELD = 256;
/** Claimed of a version of which this worker knows nothing yet, not even how long its runs take. */
export const FIRST_CLAIMED = 2;
/** Held until enough of its runs were measured here, however quick they were on made-up inputs. */
const FIRST_HELD = 16;
/** When nothing has come of what is computed for so long, a run takes longer than was thought. */
export const STALLED_MS = 2 * HELD_MS;

/** A result whose run waited long waits so much of that again for others: they share a statement and a sync of the disk. */
const LINGER_SHARE = 0.04;
const LEAST_LINGER_MS = 2;
const MOST_LINGER_MS = 100;

/**
 * How long the result of a run may wait for those of others, in milliseconds: not past its deadline, and not at all where no run is
 * behind it or the next result comes later, `perSecond` being how many come.
 */
export function lingersFor(run: { queuedMs: number; leftMs: number }, line: { waiting: number; perSecond: number }): number {
  const ms = Math.min(MOST_LINGER_MS, run.queuedMs * LINGER_SHARE, run.leftMs / 2);
  const comes = line.waiting > 0 && line.perSecond * ms >= 1000;
  return comes && ms >= LEAST_LINGER_MS ? ms : 0;
}

/** Most invocations one call of the engine stacks. */
export function stackOf(plan: RunPlan): number {
  if (plan.profile && !plan.profile.batchable) return 1;
  return plan.settings.maxBatch ?? plan.profile?.chosen ?? 1;
}

/** Runs handed to one instance at once: its stack, or, once measured, as many as fill a moment; shared out where there are more instances. */
export function mostHanded(plan: RunPlan, now: { load: VersionLoad; instances: number }): number {
  const stack = stackOf(plan);
  const { runs, runMs, waiting } = now.load;
  const fill = runs < ENOUGH_RUNS ? 0 : Math.floor(HANDED_MS / runMs);
  const share = Math.ceil(waiting / now.instances);
  return Math.min(MOST_HANDED, Math.max(stack, Math.min(fill, share), 1));
}

/** A batch that others of its team can wait for. */
const QUICK_MS = 2 * HANDED_MS;

/** Whether `count` runs of a version are over soon, as far as is known. */
export function isQuick(load: VersionLoad, count: number): boolean {
  return load.runs > 0 && load.runMs * count <= QUICK_MS;
}

/** Runs of a version this worker holds at most, waiting or running. */
export function mostHeld(plan: RunPlan | null, now: { load: VersionLoad; instances: number; stalled: boolean }): number {
  const least = 2 * (plan ? stackOf(plan) : 1) * now.instances;
  if (now.stalled) return least;
  if (now.load.runs < ENOUGH_RUNS) return Math.max(least, Math.min(FIRST_HELD, expectedIn(HELD_MS, plan, now.load)));
  return Math.max(least, Math.min(MOST_HELD, Math.ceil((now.load.perSecond * HELD_MS) / 1000)));
}

/** Runs that end in `ms`, by the few that ended here, or else as when the version was deployed; 0 where nobody knows. */
function expectedIn(ms: number, plan: RunPlan | null, load: VersionLoad): number {
  if (load.runMs > 0) return Math.ceil(ms / load.runMs);
  const call = plan?.profile?.sizes.findLast(({ size }) => size <= stackOf(plan));
  return call && call.runMs > 0 ? Math.ceil((ms * call.size) / call.runMs) : 0;
}

/** How much longer a batch that is not full waits for more, in milliseconds: the version's delay, counted from its oldest run. */
export function holdsFor(plan: RunPlan, line: { waiting: number; headAt: number }, now: number): number {
  const { batchDelayMs } = plan.settings;
  const stack = stackOf(plan);
  if (batchDelayMs === 0 || stack === 1 || line.waiting >= stack) return 0;
  return Math.max(0, line.headAt + batchDelayMs - now);
}
