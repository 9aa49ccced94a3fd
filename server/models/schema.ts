import { z } from 'zod';

export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'Model names use a–z, 0–9, ".", "_" and "-", up to 63 characters, and start with a letter or digit.');

/** A model as the library and the API show it. */
export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  task: z.string().nullable(),
  /** Status of the active version, or of the newest one while none is active. */
  status: z.enum(['deploying', 'ready', 'failed', 'archived']),
  health: z.enum(['ok', 'circuit_open']),
  activeVersion: z.number().int().nullable(),
  latestVersion: z.number().int(),
  versionCount: z.number().int(),
  /** Of the active (or newest) version. */
  sizeBytes: z.number().int(),
  createdAt: z.date(),
  lastRunAt: z.date().nullable(),
  /** Runs per hour over the last 24 hours, oldest first. */
  runsPerHour: z.array(z.number().int()).length(24),
  runCount: z.number().int(),
  /** Versions of it loaded now, per worker. */
  warm: z.array(z.object({ worker: z.string(), version: z.number().int(), memoryBytes: z.number().int() })),
  deletedAt: z.date().nullable(),
});
export type ModelView = z.infer<typeof modelSchema>;

/** A model in lists of names. */
export const modelNameViewSchema = modelSchema.pick({ id: true, name: true, task: true, status: true, activeVersion: true, createdAt: true });
export type ModelNameView = z.infer<typeof modelNameViewSchema>;

export const listModelsSchema = z.object({
  team: z.string(),
  /** Of exactly this name. */
  name: z.string().optional(),
  search: z.string().max(100).default(''),
  /** `recent`: last run, or created where there was none, first; of deleted ones, last deleted first. */
  sort: z.enum(['recent', 'name', 'runs', 'size']).default('recent'),
  deleted: z.boolean().default(false),
  limit: z.number().int().min(1).max(200).default(24),
  cursor: z.string().optional(),
});

export interface ModelPage {
  items: ModelView[];
  /** Models on all pages. */
  total: number;
  nextCursor: string | null;
}
