import { z } from 'zod';

/** What a worker says of itself at start. */
export const workerInfoSchema = z.object({
  devices: z.array(z.object({ id: z.string(), name: z.string(), memoryBytes: z.number() })),
  cores: z.number(),
  memoryBytes: z.number(),
  /** How far people's models are shut in: "bubblewrap", "namespaces" or "process". */
  sandbox: z.string(),
  /** What bounds a runner's memory: "cgroup-v2", "cgroup-v1", "rlimit", "watchdog". */
  memoryLimit: z.string(),
  node: z.string(),
  engine: z.string(),
});
export type WorkerInfo = z.infer<typeof workerInfoSchema>;

export const loadedVersionSchema = z.object({
  versionId: z.string(),
  state: z.enum(['loading', 'ready', 'busy']),
  memoryBytes: z.number(),
  loadedAt: z.string(),
  /** Runs finished per second while there was work, and how many it was measured by; with the version's first instance. */
  perSecond: z.number().optional(),
  runs: z.number().optional(),
});
export type LoadedVersion = z.infer<typeof loadedVersionSchema>;

export const workerSchema = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  pid: z.number(),
  state: z.enum(['taking_work', 'draining', 'lost']),
  info: workerInfoSchema,
  loaded: z.array(loadedVersionSchema.extend({ model: z.string().nullable(), version: z.number().nullable() })),
  startedAt: z.date(),
  heartbeatAt: z.date(),
});
export type WorkerView = z.infer<typeof workerSchema>;

/** A worker that has not been heard of for this long is lost. */
export const WORKER_LOST_MS = 6_000;
