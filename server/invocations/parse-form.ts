import { z } from 'zod';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';
import { invocationOptionsSchema, type BinaryTensor } from './schema.ts';

const requestSchema = z.object({
  team: z.string(),
  model: z.string(),
  version: z.number().int().positive().optional(),
  outputs: z.array(z.string()).optional(),
  ...invocationOptionsSchema.shape,
  inputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.enum(DATATYPE_NAMES),
      shape: z.array(z.number().int().nonnegative()),
      length: z.number().int().nonnegative(),
    }),
  ),
});

/**
 * The playground's request: multipart with `request` (JSON: model and tensors without data) and `payload` (the bytes of
 * all inputs, one after another). Parses to what create-invocation takes.
 */
export const invocationFormSchema = z.instanceof(FormData).transform(async (form, issues) => {
  const request = requestSchema.safeParse(parseJson(form.get('request')));
  const payload = form.get('payload');
  if (!request.success || !(payload instanceof Blob)) {
    issues.addIssue({ code: 'custom', message: 'The form needs `request` (JSON) and `payload` (a file).' });
    return z.NEVER;
  }
  const bytes = new Uint8Array(await payload.arrayBuffer());
  const { inputs: specs, ...rest } = request.data;
  let offset = 0;
  const inputs: BinaryTensor[] = specs.map(({ length, ...tensor }) => {
    const view = bytes.subarray(offset, offset + length);
    offset += length;
    return { ...tensor, bytes: view };
  });
  if (offset !== bytes.byteLength) {
    issues.addIssue({ code: 'custom', message: `The payload has ${bytes.byteLength} bytes; its inputs add up to ${offset}.` });
    return z.NEVER;
  }
  return { ...rest, inputs };
});

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
