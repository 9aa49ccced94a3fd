import { z } from 'zod';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';
import { invocationOptionsSchema } from './schema.ts';
import type { SentInput } from './sent-input.ts';

const requestSchema = z.object({
  team: z.string(),
  model: z.string(),
  version: z.number().int().positive().optional(),
  outputs: z.array(z.string()).optional(),
  ...invocationOptionsSchema.shape,
  inputs: z.array(
    z.union([
      z.object({
        name: z.string(),
        datatype: z.enum(DATATYPE_NAMES),
        shape: z.array(z.number().int().nonnegative()),
        length: z.number().int().nonnegative(),
      }),
      z.object({ name: z.string(), mediaType: z.string(), length: z.number().int().nonnegative() }),
      z.object({ name: z.string(), data: z.unknown() }),
    ]),
  ),
});

/**
 * The playground's request: multipart with `request` (JSON: model and inputs, those with a length without their bytes) and `payload` (the bytes of
 * those inputs, one after another). Parses to what create-invocation takes.
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
  const inputs = specs.map((spec): SentInput => {
    if (!('length' in spec)) return spec;
    const { length, ...value } = spec;
    const view = bytes.subarray(offset, offset + length);
    offset += length;
    return { ...value, bytes: view };
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
