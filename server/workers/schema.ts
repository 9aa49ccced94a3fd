import { z } from 'zod';
import { errorBodySchema } from '../schema.ts';
import type { VersionSettings } from '../versions/schema.ts';

/** A place a version can run: "cpu", "cuda:0", … `memoryBytes` is 0 where the machine does not say. */
export const deviceSchema = z.object({ id: z.string(), name: z.string(), memoryBytes: z.number() });
export type Device = z.infer<typeof deviceSchema>;

/** What a worker says of itself at start. */
export const workerInfoSchema = z.object({
  devices: z.array(deviceSchema),
  /** Devices the machine has and this worker cannot use, with why. */
  unusable: z.array(z.object({ id: z.string(), reason: z.string() })).optional(),
  cores: z.number(),
  memoryBytes: z.number(),
  /** Memory all loaded versions together may take. */
  budgetBytes: z.number().optional(),
  /** How far people's models are shut in: "bubblewrap", "namespaces" or "process". */
  sandbox: z.string(),
  /** What bounds a runner's memory: "cgroup-v2", "cgroup-v1", "rlimit", "watchdog". */
  memoryLimit: z.string(),
  node: z.string(),
  engine: z.string(),
});
export type WorkerInfo = z.infer<typeof workerInfoSchema>;

/** A version on one device of a worker, with all its runners there. */
export const loadedVersionSchema = z.object({
  versionId: z.string(),
  device: z.string(),
  state: z.enum(['loading', 'ready', 'busy']),
  /** Runners that have it loaded. */
  instances: z.number().int(),
  /** Runners that are loading it. */
  loading: z.number().int(),
  /** Runners that work now. */
  busy: z.number().int(),
  pinned: z.boolean(),
  /** What its runners take together. */
  memoryBytes: z.number(),
  /** What one runner may take; null where it is not known. */
  memoryLimitBytes: z.number().nullable(),
  loadedAt: z.string(),
  lastRunAt: z.string().nullable(),
  /** Runs this worker holds that no runner works on. */
  waiting: z.number().int(),
  perSecond: z.number(),
  /** 95 % of the runs of the last seconds waited no longer; null without runs. */
  p95WaitMs: z.number().nullable(),
  /** Median of one call of the engine; null before the first. */
  runMs: z.number().nullable(),
  /** Runs it was measured by. */
  runs: z.number().int(),
});
export type LoadedVersion = z.infer<typeof loadedVersionSchema>;

export const workerSchema = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  pid: z.number(),
  /** `draining` takes no new runs and finishes what it has; `drained` has nothing left; `lost` was not heard of. */
  state: z.enum(['taking_work', 'draining', 'drained', 'lost']),
  info: workerInfoSchema,
  /** `model` and `version` are null where they belong to another team. */
  loaded: z.array(loadedVersionSchema.extend({ model: z.string().nullable(), version: z.number().nullable() })),
  startedAt: z.date(),
  heartbeatAt: z.date(),
});
export type WorkerView = z.infer<typeof workerSchema>;

/** What waits, and which versions take no runs, as far as a team may see it. */
export const queueSchema = z.object({
  /** Runs that wait now, of every team. */
  waiting: z.number().int(),
  /** Of these, runs of other teams. */
  waitingElsewhere: z.number().int(),
  /** Since when the oldest of this team's waits. */
  oldestAt: z.date().nullable(),
  versions: z.array(
    z.object({
      model: z.string(),
      version: z.number().int(),
      waiting: z.number().int(),
      oldestAt: z.date(),
      /** Why none of them starts, where no worker can take them or its circuit is open. */
      reason: z.string().nullable(),
    }),
  ),
  /** Versions whose circuit is open. */
  circuits: z.array(
    z.object({
      model: z.string(),
      version: z.number().int(),
      error: errorBodySchema.nullable(),
      openedAt: z.date().nullable(),
      until: z.date().nullable(),
    }),
  ),
});
export type QueueView = z.infer<typeof queueSchema>;

export const workerRefSchema = z.object({ team: z.string(), worker: z.string() });

/** What one runner of a version is given, and how many there may be: its settings with what was measured filled in. */
export interface VersionNeeds extends Pick<VersionSettings, 'device' | 'maxInstances' | 'pinned'> {
  threads: number;
  /** Whether a person chose the threads: then load does not change them. */
  threadsChosen: boolean;
  /** What a runner took right after loading; 0 before the first. */
  memoryBytes: number;
  memoryLimitBytes: number;
}

/** A worker that has not been heard of for this long is lost. */
export const WORKER_LOST_MS = 6_000;
