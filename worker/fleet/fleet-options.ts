import type { Device, VersionNeeds } from '../../server/workers/schema.ts';
import type { RunnerExit } from '../runtime/runner-exit.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { Loaded } from './instance.ts';

/** A runner lent to one batch. Give it back with release. */
export interface Lease {
  runner: Runner;
  /** What it runs on: "cpu", "cuda:0", … */
  device: string;
  /** How long the caller waited for it to load; 0 when it was warm. */
  loadMs: number;
}

export interface FleetOptions {
  /** Starts a runner on the device and loads the version in it. */
  load(versionId: string, device: string, needs: VersionNeeds): Promise<Loaded>;
  /** All versions loaded on the CPU together may take this much. */
  budgetBytes: number;
  /** The version has an instance more or less than before, or one has loaded. */
  onChange(versionId: string): void;
  /** A runner that had loaded the version died, or had to be killed. */
  onLost?(versionId: string, exit: RunnerExit): void;
  /** What versions can run on; the CPU alone where left out. */
  devices?: Device[];
  /** What a runner of the version is given. Without it, versions ask for nothing. */
  needs?(versionId: string): Promise<VersionNeeds>;
}

/** Of a version of which nothing is known. */
export const NO_NEEDS: VersionNeeds = {
  device: 'auto',
  threads: 1,
  threadsChosen: false,
  memoryBytes: 0,
  memoryLimitBytes: 0,
  maxInstances: null,
  pinned: false,
};
