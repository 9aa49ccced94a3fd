import busboy from 'busboy';
import { AppError } from '../errors.ts';
import { fieldNamed } from '../invocations/bind-inputs.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import type { Field } from '../signatures/field.ts';
import { isMediaField } from '../signatures/media-field.ts';
import type { Signature } from '../signatures/schema.ts';

const MOST_PARTS = 1000;

/**
 * A run as multipart/form-data: one part per input, under the input's name. A file part is the file; a text part is what
 * the field takes (a text as it stands, a number, JSON for rows), and for a file's field its address, upload id or base64.
 * @throws INVALID_INPUT
 */
export async function parseMultipart(signature: Signature, body: Buffer, contentType: string): Promise<SentInput[]> {
  const inputs: SentInput[] = [];
  const form = open(contentType);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      form.removeAllListeners();
      form.on('error', () => undefined);
      reject(error instanceof AppError ? error : unreadable(error));
    };
    form.on('file', (name, stream, { mimeType }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => inputs.push({ name, mediaType: mimeType || 'application/octet-stream', bytes: Buffer.concat(chunks) }));
    });
    form.on('field', (name, text, { valueTruncated }) => {
      if (valueTruncated) return fail(new AppError('PAYLOAD_TOO_LARGE', `Part \`${name}\` is too long for a text part: send it as a file part.`));
      try {
        inputs.push(ofText(fieldNamed(signature, name), text));
      } catch (error) {
        fail(error);
      }
    });
    form.on('partsLimit', () => fail(new AppError('INVALID_INPUT', `A form takes up to ${MOST_PARTS} parts.`)));
    form.on('error', fail);
    form.on('close', () => resolve(inputs));
    form.end(body);
  });
}

function open(contentType: string): busboy.Busboy {
  try {
    return busboy({ headers: { 'content-type': contentType }, defParamCharset: 'utf8', limits: { parts: MOST_PARTS, fieldSize: 64 * 1024 ** 2 } });
  } catch (error) {
    throw unreadable(error);
  }
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
      return { name, data: field.multiline && text.trimStart().startsWith('[') ? (parsed(text) ?? text) : text };
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

function unreadable(error: unknown): AppError {
  return new AppError('INVALID_INPUT', 'The form cannot be read.', {
    cause: error instanceof Error ? error.message : String(error),
    suggestions: ['Send multipart/form-data with one part per input: curl -F image=@cat.jpg'],
  });
}
