import { z } from 'zod';
import { AppError } from '../errors.ts';
import { inputError } from '../failure.ts';
import { invocationOptionsSchema, type BinaryTensor } from '../invocations/schema.ts';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';
import type { Signature } from '../signatures/schema.ts';
import { decodeTensorJson } from '../signatures/tensor-json.ts';
import { JSON_LENGTH_HEADER, readSingleTensor, splitBinaryBody, TensorBytes } from './binary-tensors.ts';
import { exactInStrings, parseJson } from './parse-json.ts';

const inputSchema = z.object({
  name: z.string().describe('Name of an input of the model’s signature.'),
  datatype: z.enum(DATATYPE_NAMES, { error: ({ input }) => `${JSON.stringify(input) ?? 'nothing'} is no datatype. There are ${DATATYPE_NAMES.join(', ')}.` }),
  shape: z
    .array(
      z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 48),
    )
    .max(64),
  data: z
    .unknown()
    .optional()
    .describe('Elements in row-major order, flat or nested. INT64 and UINT64 beyond ±(2^53−1), NaN, Infinity and -Infinity as strings.'),
  parameters: z.object({ binary_data_size: z.number().int().nonnegative().optional() }).optional(),
});

const outputSchema = z.union([z.string(), z.object({ name: z.string(), parameters: z.object({ binary_data: z.boolean().optional() }).optional() })]);

/** The body of a run: Open Inference Protocol names. `outputs` also takes bare names. */
export const invocationRequestSchema = z.object(
  {
    inputs: z.array(inputSchema).max(1000).default([]),
    outputs: z.array(outputSchema).max(1000).optional().describe('Outputs to compute; all when left out.'),
    parameters: z.object({ binary_data_output: z.boolean().optional() }).optional(),
    ...invocationOptionsSchema.shape,
  },
  { error: 'The body has to be a JSON object: {"inputs": [{"name", "datatype", "shape", "data"}]}.' },
);

export interface InvocationRequest {
  inputs: BinaryTensor[];
  outputs?: string[];
  priority?: number;
  timeoutMs?: number;
  /** Whether an output is answered as bytes. */
  isBinary(output: string): boolean;
}

export interface RawRequest {
  body: Buffer;
  contentType: string;
  jsonLength: string | undefined;
  /** The caller accepts application/octet-stream. */
  acceptsBytes: boolean;
}

/**
 * A run's request from any of its forms: JSON tensors, JSON followed by tensor bytes, or one bare tensor. The elements of
 * large tensors are walked once, by the decoder of their datatype.
 * @throws INVALID_INPUT naming the field, what came and what is wanted
 */
export async function parseInvocation(raw: RawRequest, signature: () => Promise<Signature>): Promise<InvocationRequest> {
  const single = raw.jsonLength === '0' || (raw.jsonLength === undefined && /^application\/(octet-stream|x-npy)/.test(raw.contentType));
  if (single) return { inputs: [readSingleTensor(await signature(), raw.body)], isBinary: () => true };
  const { json, tail } = raw.jsonLength === undefined ? { json: raw.body, tail: Buffer.alloc(0) } : splitBinaryBody(raw.body, raw.jsonLength);
  const { value, hasLong } = parseJson(json);
  const parsed = invocationRequestSchema.safeParse(value);
  if (!parsed.success) throw inputError(parsed.error);
  const { inputs, outputs, parameters, priority, timeoutMs } = parsed.data;
  const bytes = new TensorBytes(tail);
  const tensors = inputs.map((input) => toTensor(hasLong ? { ...input, data: exactInStrings(input.data, input.datatype) } : input, bytes));
  bytes.assertTaken();
  const everything = parameters?.binary_data_output ?? raw.acceptsBytes;
  const wishes = new Map(outputs?.map((output) => (typeof output === 'string' ? [output, undefined] : [output.name, output.parameters?.binary_data])));
  return { inputs: tensors, outputs: outputs && [...wishes.keys()], priority, timeoutMs, isBinary: (output) => wishes.get(output) ?? everything };
}

function toTensor({ name, datatype, shape, data, parameters }: z.infer<typeof inputSchema>, bytes: TensorBytes): BinaryTensor {
  const size = parameters?.binary_data_size;
  if (size !== undefined) return { name, datatype, shape, bytes: bytes.take(name, size) };
  if (data === undefined) {
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has no data.`, {
      suggestions: [`Send its elements as "data", or as bytes with parameters.binary_data_size and ${JSON_LENGTH_HEADER}.`],
    });
  }
  return { name, datatype, shape, bytes: decodeTensorJson({ name, datatype, shape, data }).bytes };
}
