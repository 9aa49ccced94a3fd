import type { z } from 'zod';
import { inputError } from '../failure.ts';
import { readBody } from '../http/read-body.ts';
import { parseJson } from './parse-json.ts';
import type { RestContext } from './rest-env.ts';

/** Bodies of calls that carry no tensors. */
export const MAX_SMALL_JSON_BYTES = 1024 ** 2;

/** A small JSON body of a known form. @throws PAYLOAD_TOO_LARGE, INVALID_INPUT naming the field */
export async function readJson<Schema extends z.ZodType>(c: RestContext, schema: Schema): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parseJson(await readBody(c.env.incoming, MAX_SMALL_JSON_BYTES)).value);
  if (!parsed.success) throw inputError(parsed.error);
  return parsed.data;
}
