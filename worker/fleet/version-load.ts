/** Fewer runs than this say little of a version. */
export const ENOUGH_RUNS = 5;

/** How busy a version is on this worker, as dispatch measures it. */
export interface VersionLoad {
  versionId: string;
  /** Runs held here that no runner works on. */
  waiting: number;
  /**
   * What 95 % of the runs of the last 5 s waited at most before a runner took them, in milliseconds. Those that still wait
   * count with their wait so far; 0 when there were none.
   */
  p95WaitMs: number;
  /** What one run takes in a runner, its share of a call it shared (median of the last ones), in milliseconds; 0 before the first. */
  runMs: number;
  /** Runs that ended per second while there was work, over the last 20 s with any. */
  perSecond: number;
  /** How many runners what ended in the last 5 s would have kept at work without a break. */
  runnersBusy: number;
  /** Runs measured so far. */
  runs: number;
  /** When a run last ended, in epoch milliseconds; null before the first. */
  lastRunAt: number | null;
}
