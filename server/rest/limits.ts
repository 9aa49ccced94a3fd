import { z } from '@hono/zod-openapi';
import type { Env } from '../env.ts';
import { MAX_WAITING } from '../invocations/count-waiting.ts';
import { MAX_BATCH } from '../invocations/schema.ts';
import { MAX_JSON_OUTPUT_BYTES } from './answer-invocation.ts';
import { DEFAULT_WAIT_S, MAX_WAIT_S } from './parse-prefer.ts';
import { MAX_SMALL_JSON_BYTES } from './read-json.ts';

/** What this server takes and does, in numbers. */
export const limitsSchema = z
  .object({
    maxFileBytes: z.number().openapi({ description: 'Largest file of a version.' }),
    maxFilesPerVersion: z.number(),
    maxInvocationBytes: z.number().openapi({ description: 'Largest body of a run, or of a batch of them; over it 413.' }),
    maxJsonBytes: z.number().openapi({ description: 'Largest JSON body of every other call.' }),
    maxJsonOutputBytes: z.number().openapi({ description: 'An output larger than this is named by its address in JSON answers.' }),
    maxBatch: z.number().openapi({ description: 'Most runs that one call queues.' }),
    maxWaiting: z.number().openapi({ description: 'Runs of a version that may wait; over it 429.' }),
    defaultWaitSeconds: z.number(),
    maxWaitSeconds: z.number(),
    runTimeoutSeconds: z.number(),
    idempotencyHours: z.number(),
    undoDays: z.number(),
  })
  .openapi('Limits');

export function limitsOf(env: Env): z.infer<typeof limitsSchema> {
  return {
    maxFileBytes: env.maxFileBytes,
    maxFilesPerVersion: 1000,
    maxInvocationBytes: env.maxBodyBytes,
    maxJsonBytes: MAX_SMALL_JSON_BYTES,
    maxJsonOutputBytes: MAX_JSON_OUTPUT_BYTES,
    maxBatch: MAX_BATCH,
    maxWaiting: MAX_WAITING,
    defaultWaitSeconds: DEFAULT_WAIT_S,
    maxWaitSeconds: MAX_WAIT_S,
    runTimeoutSeconds: env.runTimeoutMs / 1000,
    idempotencyHours: 24,
    undoDays: 7,
  };
}
