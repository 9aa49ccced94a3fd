import { z } from 'zod';
import { actorRecordSchema, errorBodySchema } from '../schema.ts';
import { pieceSchema } from '../signatures/bundle/piece.ts';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';

export const INVOCATION_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'] as const;
export const invocationStatusSchema = z.enum(INVOCATION_STATUSES);
export type InvocationStatus = z.infer<typeof invocationStatusSchema>;

/** A tensor as JSON: Open Inference Protocol names, `data` flat or nested in row-major order. */
export const jsonTensorSchema = z.object({
  name: z.string(),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(z.number().int().nonnegative()),
  data: z.unknown(),
});
export type JsonTensor = z.infer<typeof jsonTensorSchema>;

/** Where a field's bytes lie in the stored payload of an invocation: a tensor, or bytes of a media type. */
const place = { name: z.string(), offset: z.number().int(), length: z.number().int() };
export const storedTensorSchema = z.object({ ...place, datatype: z.enum(DATATYPE_NAMES), shape: z.array(z.number().int()) });
export const storedMediaSchema = z.object({ ...place, mediaType: z.string() });
export const storedValueSchema = z.union([storedTensorSchema, storedMediaSchema]);
export type StoredTensor = z.infer<typeof storedTensorSchema>;
export type StoredValue = z.infer<typeof storedValueSchema>;

/** Milliseconds per phase; they sum to `totalMs`. `loadMs` is waiting for the version to load (0 when warm). */
export const timingsSchema = z.object({
  queuedMs: z.number(),
  loadMs: z.number(),
  preMs: z.number(),
  runMs: z.number(),
  postMs: z.number(),
  totalMs: z.number(),
  /** Invocations that shared the call of the engine: runMs is the call's. Left out where no call answered. */
  batchSize: z.number().int().optional(),
  /** Tokens that texts became, where the model's own tokenizer made them. */
  inputTokens: z.number().int().optional(),
});
export type Timings = z.infer<typeof timingsSchema>;

const PRIORITY_RANGE = 'A priority is a whole number from -100 to 100.';
const TIMEOUT_RANGE = 'A timeout is from 1 to 2,592,000,000 milliseconds (30 days).';

/** When a run is done: what a caller may say of it. */
export const invocationOptionsSchema = z.object({
  priority: z
    .number()
    .int()
    .min(-100, PRIORITY_RANGE)
    .max(100, PRIORITY_RANGE)
    .optional()
    .describe('Higher is done first among the runs that wait; 0 when left out.'),
  timeoutMs: z
    .number()
    .int()
    .min(1, TIMEOUT_RANGE)
    .max(30 * 86_400_000, TIMEOUT_RANGE)
    .optional()
    .describe('Milliseconds from now in which it has to end: not started by then it is `expired`, still running then it is stopped and `failed`.'),
});

/** An invocation as lists show it: no tensors. */
export const invocationSummarySchema = z.object({
  id: z.string(),
  model: z.string(),
  version: z.number().int(),
  status: invocationStatusSchema,
  source: z.string(),
  createdBy: actorRecordSchema,
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  timings: timingsSchema.nullable(),
  error: errorBodySchema.nullable(),
  attempts: z.number().int(),
});
export type InvocationSummary = z.infer<typeof invocationSummarySchema>;

/** One field of an invocation described: what was sent or given, and its size; bytes are fetched apart. */
const position = { position: z.number().int() };
export const valueInfoSchema = z.union([storedTensorSchema.omit({ offset: true }).extend(position), storedMediaSchema.omit({ offset: true }).extend(position)]);
export type ValueInfo = z.infer<typeof valueInfoSchema>;

/** One invocation in full, without the bytes of its fields. */
export const invocationSchema = invocationSummarySchema.extend({
  worker: z.string().nullable(),
  inputs: z.array(valueInfoSchema),
  outputs: z.array(valueInfoSchema).nullable(),
  requestedOutputs: z.array(z.string()).nullable(),
  /** While queued: how many of this version's runs come first. */
  queuePosition: z.number().int().nullable(),
  /** While queued: milliseconds until it has probably ended; null until five runs of the version can be judged by, and while no worker takes work. */
  etaMs: z.number().nullable(),
  /** While queued: why it does not start, where no worker can take it or its circuit is open. Lists leave it out: it takes two queries more. */
  waitReason: z.string().nullable(),
  priority: z.number().int(),
  deadlineAt: z.date().nullable(),
  /** What it ran on: "cpu", "cuda:0", …; null before it ran. */
  device: z.string().nullable(),
});
export type InvocationView = z.infer<typeof invocationSchema>;

/** Most runs that are queued by one call. */
export const MAX_BATCH = 10_000;

/** A run of a batch, as its door answers it. */
export const batchItemSchema = z.object({ id: z.string(), status: invocationStatusSchema });
export type BatchItem = z.infer<typeof batchItemSchema>;

/** Inputs up to this size travel in the row; larger ones are blobs. */
export const INLINE_BYTES = 256 * 1024;

export const listInvocationsSchema = z.object({
  team: z.string(),
  model: z.string().optional(),
  version: z.coerce.number().int().positive().optional(),
  status: invocationStatusSchema.optional(),
  /** `key_…` or `usr_…` of who made the run. */
  by: z.string().optional(),
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().optional(),
});

const comparedValuesSchema = z.array(
  z.object({ name: z.string(), /** One sentence; null when they are the same, up to rounding. */ difference: z.string().nullable() }),
);

/** Two runs beside each other, the earlier one first. */
export const invocationComparisonSchema = z.object({ first: z.string(), second: z.string(), inputs: comparedValuesSchema, outputs: comparedValuesSchema });
export type InvocationComparison = z.infer<typeof invocationComparisonSchema>;

/** A piece of a run's text while it is written, as an `output` event carries it. A higher attempt begins anew. */
// What had to wait for the database is one piece, however long it became.
export const writtenSchema = pieceSchema.extend({ attempt: z.number().int(), text: z.string() });
export type Written = z.infer<typeof writtenSchema>;
