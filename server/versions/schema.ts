import { z } from 'zod';
import { deploymentSchema } from '../deployments/schema.ts';
import { modelNameSchema } from '../models/schema.ts';
import { actorRecordSchema, errorBodySchema } from '../schema.ts';
import { signatureSchema } from '../signatures/schema.ts';

export const modelFileSchema = z.object({ name: z.string(), sizeBytes: z.number().int(), sha256: z.string() });

/** A version as the API and the screens show it. */
export const versionSchema = z.object({
  id: z.string(),
  model: z.string(),
  number: z.number().int(),
  status: z.enum(['deploying', 'ready', 'failed', 'archived']),
  health: z.enum(['ok', 'circuit_open']),
  active: z.boolean(),
  note: z.string(),
  runtime: z.string(),
  sizeBytes: z.number().int(),
  /** Resident memory right after loading; null until loaded once. */
  memoryBytes: z.number().int().nullable(),
  files: z.array(modelFileSchema),
  signature: signatureSchema.nullable(),
  error: errorBodySchema.nullable(),
  createdBy: actorRecordSchema,
  createdAt: z.date(),
  readyAt: z.date().nullable(),
  deletedAt: z.date().nullable(),
  deployment: deploymentSchema.nullable(),
});
export type VersionView = z.infer<typeof versionSchema>;

export const createVersionSchema = z.object({
  team: z.string(),
  model: modelNameSchema,
  files: z
    .array(z.object({ uploadId: z.string(), /** Path inside the bundle; the upload's own name when left out. */ name: z.string().min(1).max(512).optional() }))
    .min(1)
    .max(1000),
  note: z.string().max(2000).default(''),
  /** `new` refuses a model that exists, `add` one that does not; `any` takes both. */
  mode: z.enum(['any', 'new', 'add']).default('any'),
});

export const versionRefSchema = z.object({ team: z.string(), model: z.string(), version: z.coerce.number().int().positive() });

/** `npm:<package>@<version>/<path>[,<path>…]`: files of a package of the npm registry, with its licence shown. */
export const importVersionSchema = z.object({
  team: z.string(),
  model: modelNameSchema,
  source: z.string().regex(/^npm:/, 'A source looks like npm:<package>@<version>/<path to the model>.'),
  note: z.string().max(2000).default(''),
});
