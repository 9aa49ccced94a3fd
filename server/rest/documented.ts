import { z } from '@hono/zod-openapi';
import { deploymentSchema } from '../deployments/schema.ts';
import { ERROR_STATUS, type ErrorCode } from '../errors.ts';
import { batchItemSchema, MAX_BATCH, invocationSchema, invocationSummarySchema, jsonTensorSchema, timingsSchema } from '../invocations/schema.ts';
import { modelSchema } from '../models/schema.ts';
import { actorRecordSchema, errorBodySchema } from '../schema.ts';
import { signatureSchema } from '../signatures/schema.ts';
import { versionSchema } from '../versions/schema.ts';
import { queueSchema, workerSchema } from '../workers/schema.ts';
import { dataForm, tensorForm, uploadForm, urlForm } from './input-forms.ts';
import { batchItemRequestSchema, batchRequestSchema } from './parse-batch.ts';
import { invocationRequestSchema } from './parse-invocation.ts';

/** Why runs are not queued. */
export const QUEUE_REFUSALS: ErrorCode[] = [
  'INVALID_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'IDEMPOTENCY_MISMATCH',
  'QUEUE_FULL',
  'CIRCUIT_OPEN',
  'STORAGE_FULL',
];

/** The schemas of the REST contract under the names its document gives them: the verbs' own schemas. */
export const Model = modelSchema.openapi('Model');
export const Version = versionSchema
  .extend({ signature: signatureSchema.openapi('Signature').nullable(), deployment: deploymentSchema.openapi('Deployment').nullable() })
  .openapi('Version');
const inputs = z.array(z.union([dataForm, urlForm, uploadForm, tensorForm]));
export const InvocationRequest = invocationRequestSchema.extend({ inputs }).openapi('InvocationRequest', {
  example: { inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 3], data: [0.1, 0.2, 0.3] }], outputs: ['output'] },
});
export const BatchRequest = batchRequestSchema
  .extend({ invocations: z.array(batchItemRequestSchema.extend({ inputs })).min(1).max(MAX_BATCH) })
  .openapi('BatchRequest', {
    example: {
      invocations: [0.1, 0.2].map((value) => ({ inputs: [{ name: 'input', datatype: 'FP32', shape: [1], data: [value] }] })),
      priority: -10,
    },
  });
export const Batch = z.object({ items: z.array(batchItemSchema) }).openapi('Batch', {
  example: { items: [0, 1].map((last) => ({ id: `inv_01M86KCTQ1EW097T2FHWZNZZ${last}R`, status: 'queued' as const })) },
});

const OutputItem = z
  .union([
    jsonTensorSchema,
    jsonTensorSchema.omit({ data: true }).extend({ parameters: z.object({ binary_data_size: z.number().int() }) }),
    jsonTensorSchema.omit({ data: true }).extend({ url: z.string(), mediaType: z.string(), sizeBytes: z.number().int() }),
    z.object({ name: z.string(), data: z.unknown() }),
    z.object({ name: z.string(), url: z.string(), mediaType: z.string(), sizeBytes: z.number().int() }),
  ])
  .openapi('Output', {
    description:
      'A tensor, or the result of the task as JSON, with `data`; a picture or a recording with the address of its bytes; a tensor asked for in binary with the size of its bytes, and one above the limit of a JSON answer with their address.',
  });

/** A run as the API answers it. */
export const Invocation = z
  .object({
    id: z.string(),
    model: z.string(),
    version: z.number().int(),
    status: invocationSummarySchema.shape.status,
    outputs: z.array(OutputItem).nullable().openapi({ description: 'null until it has succeeded.' }),
    timings: timingsSchema.nullable(),
    error: errorBodySchema.nullable(),
    attempts: z.number().int(),
    queuePosition: invocationSchema.shape.queuePosition.openapi({ description: 'While queued: how many runs of its version come first.' }),
    etaMs: invocationSchema.shape.etaMs.openapi({ description: 'While queued: milliseconds until it has probably ended.' }),
    waitReason: invocationSchema.shape.waitReason.openapi({
      description: 'While queued: why it does not start, where no worker can take it or its circuit is open; only of a single run.',
    }),
    priority: z.number().int(),
    deadlineAt: z.date().nullable(),
    device: z.string().nullable().openapi({ description: 'What it ran on: `cpu`, `cuda:0`, …' }),
    createdBy: actorRecordSchema,
    createdAt: z.date(),
    startedAt: z.date().nullable(),
    endedAt: z.date().nullable(),
  })
  .openapi('Invocation', {
    example: {
      id: 'inv_01M86KCTQ1EW097T2FHWZNZZ1R',
      model: 'digits',
      version: 1,
      status: 'succeeded',
      outputs: [{ name: 'output', datatype: 'FP32', shape: [1, 2], data: [0.25, 0.75] }],
      timings: { queuedMs: 1.2, loadMs: 0, preMs: 0.1, runMs: 0.6, postMs: 0.1, totalMs: 2 },
      error: null,
      attempts: 1,
      queuePosition: null,
      etaMs: null,
      waitReason: null,
      priority: 0,
      deadlineAt: null,
      device: 'cpu',
      createdBy: { kind: 'key', id: 'key_01M86KCTQ1EW097T2FHWZNZZ1R', name: 'laptop' },
      createdAt: '2026-01-01T12:00:00.000Z',
      startedAt: '2026-01-01T12:00:00.001Z',
      endedAt: '2026-01-01T12:00:00.002Z',
    },
  });
export const Worker = workerSchema.openapi('Worker');
export const WaitingRuns = queueSchema.openapi('Queue');
export const InvocationSummary = invocationSummarySchema.openapi('InvocationSummary');
export const ErrorAnswer = z.object({ error: errorBodySchema.extend({ requestId: z.string() }) }).openapi('Error', {
  example: {
    error: {
      code: 'INVALID_INPUT',
      message: 'Input `x` is FP64; this model takes FP32.',
      cause: null,
      suggestions: ['Convert it to FP32.'],
      requestId: 'req_01M86KCTQ1EW097T2FHWZNZZ1R',
    },
  },
});

/** One JSON answer of a route. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** The answers a route may give instead, by their codes. Every route may also answer 401, 429 and 503. */
export function errors(...codes: ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of ['UNAUTHORIZED', 'RATE_LIMITED', 'UNAVAILABLE', ...codes] as ErrorCode[]) {
    byStatus.set(ERROR_STATUS[code], [...(byStatus.get(ERROR_STATUS[code]) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, json(ErrorAnswer, names.join(', '))]));
}
