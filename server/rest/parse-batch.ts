import { z } from 'zod';
import { inputError } from '../failure.ts';
import { mapInvocations } from '../invocations/map-invocations.ts';
import { invocationOptionsSchema, MAX_BATCH } from '../invocations/schema.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import { invocationRequestSchema, openJson, readInputs, type RawRequest } from './parse-invocation.ts';

const SIZE = `A batch has 1 to ${MAX_BATCH.toLocaleString('en')} runs.`;
const { inputs, outputs } = invocationRequestSchema.shape;

/** A run of a batch: what it gets, as a run's own body says it. What all of them share is said beside them. */
export const batchItemRequestSchema = z.strictObject(
  { inputs },
  { error: (issue) => (issue.code === 'invalid_type' ? 'A run is {"inputs": […]}.' : undefined) },
);

/** The body of a batch. Its runs are checked one by one. */
export const batchRequestSchema = z.object(
  {
    invocations: z.array(z.unknown()).min(1, SIZE).max(MAX_BATCH, SIZE),
    outputs,
    ...invocationOptionsSchema.shape,
  },
  { error: 'The body has to be a JSON object: {"invocations": [{"inputs": [{"name", "datatype", "shape", "data"}]}]}.' },
);

export interface BatchRequest {
  invocations: { inputs: SentInput[] }[];
  outputs?: string[];
  priority?: number;
  timeoutMs?: number;
}

/** The request of a batch: JSON, or JSON followed by the bytes of its tensors. @throws INVALID_INPUT naming the run and the field */
export async function parseBatch(raw: Pick<RawRequest, 'body' | 'jsonLength'>): Promise<BatchRequest> {
  const json = openJson(raw);
  const parsed = batchRequestSchema.safeParse(json.value);
  if (!parsed.success) throw inputError(parsed.error);
  const invocations = await mapInvocations(parsed.data.invocations, (item) => {
    const run = batchItemRequestSchema.safeParse(item);
    if (!run.success) throw inputError(run.error);
    return { inputs: readInputs(run.data.inputs, json) };
  });
  json.bytes.assertTaken();
  const names = parsed.data.outputs?.map((output) => (typeof output === 'string' ? output : output.name));
  return { ...parsed.data, invocations, outputs: names };
}
