import { readForm } from '../http/read-form.ts';
import { fieldNamed } from '../invocations/bind-inputs.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import type { Field } from '../signatures/field.ts';
import { isMediaField } from '../signatures/media-field.ts';
import type { Signature } from '../signatures/schema.ts';

/**
 * A run as multipart/form-data: one part per input, under the input's name. A file part is the file; a text part is what
 * the field takes (a text as it stands, a number, JSON for rows), and for a file's field its address, upload id or base64.
 * @throws INVALID_INPUT
 */
export async function parseMultipart(signature: Signature, body: Buffer, contentType: string): Promise<SentInput[]> {
  const parts = await readForm(body, contentType);
  return parts.map((part) =>
    'text' in part ? ofText(fieldNamed(signature, part.name), part.text) : { name: part.name, mediaType: part.mediaType, bytes: part.bytes },
  );
}

function ofText(field: Field, text: string): SentInput {
  const { name } = field;
  if (isMediaField(field)) {
    if (/^https?:\/\//i.test(text)) return { name, url: text.trim() };
    if (/^up_[0-9A-Z]+$/i.test(text.trim())) return { name, upload: text.trim() };
    return { name, data: text };
  }
  switch (field.encoding) {
    case 'text':
      return { name, data: (field.multiline || field.list) && text.trimStart().startsWith('[') ? (parsed(text) ?? text) : text };
    case 'choice':
      return { name, data: text };
    default:
      return { name, data: parsed(text) ?? text };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
