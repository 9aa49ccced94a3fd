import { z } from 'zod';
import { AppError } from '../errors.ts';
import { inputError } from '../failure.ts';
import { invocationOptionsSchema } from '../invocations/schema.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import type { Signature } from '../signatures/schema.ts';
import { decodeTensorJson } from '../signatures/tensor-json.ts';
import { JSON_LENGTH_HEADER, readSingleInput, splitBinaryBody, TensorBytes } from './binary-tensors.ts';
import { anyForm, type tensorForm } from './input-forms.ts';
import { exactInStrings, parseJson } from './parse-json.ts';
import { parseMultipart } from './parse-multipart.ts';

const outputSchema = z.union([z.string(), z.object({ name: z.string(), parameters: z.object({ binary_data: z.boolean().optional() }).optional() })]);

/** The body of a run: Open Inference Protocol names. `outputs` also takes bare names. */
export const invocationRequestSchema = z.object(
  {
    inputs: z.array(anyForm).max(1000).default([]),
    outputs: z.array(outputSchema).max(1000).optional().describe('Outputs to compute; all when left out.'),
    parameters: z.object({ binary_data_output: z.boolean().optional() }).optional(),
    ...invocationOptionsSchema.shape,
  },
  { error: 'The body has to be a JSON object: {"inputs": [{"name", "datatype", "shape", "data"}]}.' },
);

export interface InvocationRequest {
  inputs: SentInput[];
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

const RAW_TYPES = /^(application\/(octet-stream|x-npy|ogg)|image\/|audio\/|video\/)/;

/**
 * A run's request from any of its forms: JSON, JSON followed by tensor bytes, one bare file or tensor, multipart. The
 * elements of large tensors are walked once, by the decoder of their datatype.
 * @throws INVALID_INPUT naming the field, what came and what is wanted
 */
export async function parseInvocation(raw: RawRequest, signature: () => Promise<Signature>): Promise<InvocationRequest> {
  const { acceptsBytes, contentType } = raw;
  if (isSingle(raw)) {
    const input = readSingleInput(await signature(), raw.body, contentType);
    return { inputs: [input], isBinary: () => acceptsBytes || 'datatype' in input };
  }
  if (contentType.startsWith('multipart/form-data')) {
    return { inputs: await parseMultipart(await signature(), raw.body, contentType), isBinary: () => acceptsBytes };
  }
  const json = openJson(raw);
  const parsed = invocationRequestSchema.safeParse(json.value);
  if (!parsed.success) throw inputError(parsed.error);
  const { inputs, outputs, parameters, priority, timeoutMs } = parsed.data;
  const tensors = readInputs(inputs, json);
  json.bytes.assertTaken();
  const everything = parameters?.binary_data_output ?? raw.acceptsBytes;
  const wishes = new Map(outputs?.map((output) => (typeof output === 'string' ? [output, undefined] : [output.name, output.parameters?.binary_data])));
  return { inputs: tensors, outputs: outputs && [...wishes.keys()], priority, timeoutMs, isBinary: (output) => wishes.get(output) ?? everything };
}

/** The JSON of a body, and the bytes after it. */
export interface JsonBody {
  value: unknown;
  /** There may be integers in it that a double cannot hold. */
  hasLong: boolean;
  bytes: TensorBytes;
}

/** @throws INVALID_INPUT saying where the text is wrong */
export function openJson({ body, jsonLength }: Pick<RawRequest, 'body' | 'jsonLength'>): JsonBody {
  const { json, tail } = jsonLength === undefined ? { json: body, tail: Buffer.alloc(0) } : splitBinaryBody(body, jsonLength);
  return { ...parseJson(json), bytes: new TensorBytes(tail) };
}

/** The inputs of a run, their elements decoded. @throws INVALID_INPUT */
export function readInputs(inputs: z.infer<typeof anyForm>[], { hasLong, bytes }: JsonBody): SentInput[] {
  return inputs.map((input) => toSent(hasLong ? exactly(input) : input, bytes));
}

// curl --data-binary calls any file a form unless told otherwise.
function isSingle({ jsonLength, contentType, body }: RawRequest): boolean {
  if (jsonLength !== undefined) return jsonLength === '0';
  if (contentType.startsWith('application/x-www-form-urlencoded')) return !/^\s*\{/.test(body.subarray(0, 64).toString('latin1'));
  return RAW_TYPES.test(contentType);
}

function exactly(input: z.infer<typeof anyForm>): z.infer<typeof anyForm> {
  if (!('data' in input)) return input;
  return { ...input, data: exactInStrings(input.data, 'datatype' in input ? input.datatype : 'INT64') };
}

function toSent(input: z.infer<typeof anyForm>, bytes: TensorBytes): SentInput {
  return 'datatype' in input ? toTensor(input, bytes) : input;
}

function toTensor({ name, datatype, shape, data, parameters }: z.infer<typeof tensorForm>, bytes: TensorBytes): SentInput {
  const size = parameters?.binary_data_size;
  if (size !== undefined) return { name, datatype, shape, bytes: bytes.take(name, size) };
  if (data === undefined) {
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has no data.`, {
      suggestions: [`Send its elements as "data", or as bytes with parameters.binary_data_size and ${JSON_LENGTH_HEADER}.`],
    });
  }
  return { name, datatype, shape, bytes: decodeTensorJson({ name, datatype, shape, data }).bytes };
}
