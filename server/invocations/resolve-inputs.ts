import type { TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fetchFile } from './fetch-file.ts';
import type { Field } from '../signatures/field.ts';
import { isMediaField, maxBytesOf } from '../signatures/media-field.ts';
import type { Signature } from '../signatures/schema.ts';
import { decodeTensorJson } from '../signatures/tensor-json.ts';
import { jsonValue, type FieldValue } from '../signatures/value.ts';
import { readUpload } from '../uploads/read-upload.ts';
import { fieldNamed } from './bind-inputs.ts';
import type { SentInput } from './sent-input.ts';

/**
 * What callers sent → values: base64 is decoded, addresses are fetched, uploads are read. A fetched file is kept with the
 * run like any other input, so that the run can be looked at and repeated when the address is long gone.
 * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE, NOT_FOUND (upload) naming the field
 */
export async function resolveInputs(ctx: Ctx, scope: TeamScope, sent: { signature: Signature; inputs: SentInput[] }): Promise<FieldValue[]> {
  const { signature, inputs } = sent;
  if (inputs.every((input) => 'bytes' in input)) return inputs;
  return Promise.all(
    inputs.map(async (input): Promise<FieldValue> => {
      if ('bytes' in input) return input;
      const field = fieldNamed(signature, input.name);
      if ('data' in input) return ofData(field, input.data);
      if (!isMediaField(field)) {
        throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is ${wordOf(field)}; it takes no ${'url' in input ? 'address' : 'uploaded file'}.`, {
          suggestions: [`Send it as {"name": "${field.name}", "data": …}.`],
        });
      }
      const most = maxBytesOf(field, ctx.runtime.env);
      if ('url' in input)
        return { name: field.name, ...(await fetchFile(input.url, { field: field.name, maxBytes: most, env: ctx.runtime.env, signal: ctx.signal })) };
      const bytes = await readUpload(ctx, scope, { upload: input.upload, maxBytes: most });
      return { name: field.name, mediaType: 'application/octet-stream', bytes };
    }),
  );
}

function ofData(field: Field, data: unknown): FieldValue {
  if (isMediaField(field)) return { name: field.name, ...decodeBase64(field, data) };
  if (field.encoding !== 'tensor') return jsonValue(field.name, data ?? null);
  const shape = (field.shape ?? []).map((dim) => (typeof dim === 'number' ? dim : -1));
  if (field.shape === null || shape.includes(-1)) {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is a tensor of open shape: \`data\` alone does not say which.`, {
      suggestions: [`Send {"name": "${field.name}", "datatype": "${field.datatype}", "shape": […], "data": […]}.`],
    });
  }
  const head = { name: field.name, datatype: field.datatype, shape };
  return { ...head, bytes: decodeTensorJson({ ...head, data }).bytes };
}

const DATA_URL = /^data:([a-z]+\/[a-z0-9.+-]+)?(?:;[a-z-]+=[^;,]*)*;base64,/i;

function decodeBase64(field: Field, data: unknown): { mediaType: string; bytes: Uint8Array } {
  if (typeof data !== 'string') throw notBase64(field);
  const head = DATA_URL.exec(data);
  const text = head ? data.slice(head[0].length) : data;
  const bytes = Buffer.from(text, 'base64');
  // Buffer.from skips what is no base64: the length tells whether it skipped anything.
  const clean = text.replaceAll(/[\s=]/g, '').length;
  if (Math.abs(Math.floor((clean * 3) / 4) - bytes.byteLength) > 0) throw notBase64(field);
  return { mediaType: head?.[1]?.toLowerCase() ?? 'application/octet-stream', bytes };
}

function notBase64(field: Field): AppError {
  return new AppError('INVALID_INPUT', `Input \`${field.name}\` is ${wordOf(field)}; its \`data\` is no base64.`, {
    suggestions: [
      `Send the file's bytes as base64, or as a data: URL; or {"name": "${field.name}", "url": "https://…"}; or the file itself as multipart/form-data.`,
    ],
  });
}

/** "a picture", "text": a field's encoding in a sentence. */
function wordOf(field: Field): string {
  return {
    image: 'a picture',
    audio: 'a recording',
    file: 'a file',
    text: 'text',
    number: 'a number',
    boolean: 'yes or no',
    choice: 'a choice',
    row: 'a table row',
    json: 'JSON',
    tensor: 'a tensor',
  }[field.encoding];
}
