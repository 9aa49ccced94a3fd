import { z } from 'zod';
import { deploymentSchema } from '../deployments/schema.ts';
import { modelNameSchema } from '../models/schema.ts';
import { actorRecordSchema, errorBodySchema } from '../schema.ts';
import { goldenResultSchema } from '../examples/schema.ts';
import { precisionSchema } from '../signatures/bundle/precisions.ts';
import { choiceSchema } from '../signatures/choice.ts';
import { signatureSchema } from '../signatures/schema.ts';
import { signatureChangeSchema } from '../signatures/signature-change.ts';
import { taskSchema } from '../signatures/task.ts';

export const modelFileSchema = z.object({ name: z.string(), sizeBytes: z.number().int(), sha256: z.string() });

export const DEVICE_NEEDS = ['auto', 'cpu', 'gpu'] as const;

const settings = {
  /** `gpu` waits for a worker with one; `auto` takes one where there is one. */
  device: z.enum(DEVICE_NEEDS),
  /** Threads of one runner. */
  threads: z.number().int().min(1).max(64).nullable(),
  /** Most runners of this version on one worker. */
  maxInstances: z.number().int().min(1).max(32).nullable(),
  /** Most invocations stacked into one call of the engine; 1 never batches. */
  maxBatch: z.number().int().min(1).max(256).nullable(),
  /** How long a runner may wait for more invocations before it starts with fewer, in milliseconds. */
  batchDelayMs: z.number().int().min(0).max(1000),
  /** How long one run may take before it is stopped. */
  timeoutMs: z
    .number()
    .int()
    .min(100)
    .max(24 * 3600_000)
    .nullable(),
  /** Most runs that may wait; beyond it callers get 429. */
  maxWaiting: z.number().int().min(1).max(1_000_000).nullable(),
  /** Memory one runner may take. */
  memoryLimitBytes: z
    .number()
    .int()
    .min(64 * 1024 ** 2)
    .nullable(),
  /** Kept loaded, never evicted. */
  pinned: z.boolean(),
};

/** How a version runs. null means measured at deploy, or the installation's default. Changeable; never part of what is immutable. */
export const versionSettingsSchema = z.object({
  device: settings.device.default('auto'),
  threads: settings.threads.default(null),
  maxInstances: settings.maxInstances.default(null),
  maxBatch: settings.maxBatch.default(null),
  batchDelayMs: settings.batchDelayMs.default(0),
  timeoutMs: settings.timeoutMs.default(null),
  maxWaiting: settings.maxWaiting.default(null),
  memoryLimitBytes: settings.memoryLimitBytes.default(null),
  pinned: settings.pinned.default(false),
});
export type VersionSettings = z.infer<typeof versionSettingsSchema>;

/** Settings to change; what is left out stays, null goes back to the default. */
export const settingsChangesSchema = z
  .strictObject({ ...settings, device: settings.device.nullable(), batchDelayMs: settings.batchDelayMs.nullable(), pinned: settings.pinned.nullable() })
  .partial();
export type SettingsChanges = z.infer<typeof settingsChangesSchema>;

/** What was measured at deploy: whether k runs stacked into one call equal k runs, and how long each size takes. */
export const batchProfileSchema = z.object({
  batchable: z.boolean(),
  /** How it was proved, or why it is not batched. */
  reason: z.string(),
  /** Most invocations one call stacks; 1 where batching loses or is not possible. */
  chosen: z.number().int().min(1),
  threads: z.number().int().min(1),
  /** Milliseconds of one call that stacks `size` invocations (median). */
  sizes: z.array(z.object({ size: z.number().int(), runMs: z.number() })),
  /** Along which axis each tensor is stacked; an input left out must be equal in all runs that share a call. null: never. */
  axes: z.object({ inputs: z.record(z.string(), z.number().int()), outputs: z.record(z.string(), z.number().int()) }).nullable(),
});
export type BatchProfile = z.infer<typeof batchProfileSchema>;

/** Why a version takes no runs for a while. */
export const circuitSchema = z.object({ error: errorBodySchema, openedAt: z.iso.datetime(), until: z.iso.datetime() });
export type Circuit = z.infer<typeof circuitSchema>;

/** A version as the API and the screens show it. */
export const versionSchema = z.object({
  id: z.string(),
  model: z.string(),
  number: z.number().int(),
  status: z.enum(['deploying', 'ready', 'failed', 'archived']),
  health: z.enum(['ok', 'circuit_open']),
  /** Why and until when it takes no runs; null while its health is ok. */
  circuit: circuitSchema.nullable(),
  settings: versionSettingsSchema,
  batching: batchProfileSchema.nullable(),
  /** How the model's golden tests went when it was deployed; null where there were none. */
  tests: z.array(goldenResultSchema).nullable(),
  active: z.boolean(),
  note: z.string(),
  /** Where files are still to be fetched from (`hf:…`); null once they are here. */
  source: z.string().nullable(),
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

export const comparedVersionSchema = z.object({
  number: z.number().int(),
  status: versionSchema.shape.status,
  active: z.boolean(),
  task: taskSchema.nullable(),
  sizeBytes: z.number().int(),
  memoryBytes: z.number().int().nullable(),
  files: z.array(modelFileSchema),
  /** Of the standard operators. */
  opset: z.number().int().nullable(),
  producer: z.string().nullable(),
  parameters: z.number().int().nullable(),
  /** Milliseconds of one run by itself, measured at deploy. */
  runMs: z.number().nullable(),
  maxBatch: z.number().int().nullable(),
  tests: z.array(goldenResultSchema).nullable(),
});
export type ComparedVersion = z.infer<typeof comparedVersionSchema>;

/** Two versions of a model beside each other. */
export const versionComparisonSchema = z.object({
  model: z.string(),
  from: comparedVersionSchema,
  to: comparedVersionSchema,
  changes: z.array(signatureChangeSchema),
  /** Callers of `from` would notice `to` in its place. */
  breaking: z.boolean(),
});
export type VersionComparison = z.infer<typeof versionComparisonSchema>;

/** What it is for, where that is not to be guessed from its files; `tensor` serves them as they are. */
const task = taskSchema.optional();

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
  task,
});

export const versionRefSchema = z.object({ team: z.string(), model: z.string(), version: z.coerce.number().int().positive() });

/** `npm:<package>@<version>/<path>[,<path>…]`: files of a package of the npm registry, with its licence shown. `sample:<name>`: a model of the gallery. */
export const importVersionSchema = z.object({
  team: z.string(),
  model: modelNameSchema,
  source: z.string().regex(/^(npm|sample|hf):/, 'A source looks like npm:<package>@<version>/<path to the model>, hf:<owner>/<name>, or sample:<name>.'),
  /** Of a bundle's graphs, those of this precision; the usual one when left out. */
  precision: precisionSchema.optional(),
  note: z.string().max(2000).default(''),
  task,
});

/** Another signature for the files of a version: a version of its own. */
export const editSignatureSchema = versionRefSchema.extend({ choice: choiceSchema, note: z.string().max(2000).default('') });

export const activateVersionSchema = versionRefSchema.extend({
  /** Make it active although golden tests give something else than before. */
  acceptDifferences: z.boolean().optional(),
});
