/** How busy one version is on this worker: what scaling and estimates are decided by. */
export interface VersionLoad {
  versionId: string;
  /** Runs of it held here that no runner works on yet. */
  waiting: number;
  /** 95th percentile of the time runs waited before a runner took them, in ms, over the last 5 s; 0 without any. */
  p95WaitMs: number;
  /** Median time of one run in a runner, in ms, over the last runs. */
  runMs: number;
  /** Runs finished per second while there was work, over the last 20 s with any. */
  perSecond: number;
  /** Runs measured so far: below five there is nothing to judge by. */
  runs: number;
  /** Epoch ms of the last finished run; 0 before any. */
  lastRunAt: number;
}
