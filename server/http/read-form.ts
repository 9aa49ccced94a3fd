import busboy from 'busboy';
import { AppError } from '../errors.ts';

/** A part of a form: a file with its bytes, or a text. */
export type FormPart = { name: string; text: string } | { name: string; mediaType: string; fileName: string; bytes: Uint8Array };

const MOST_PARTS = 1000;
const MOST_TEXT_BYTES = 64 * 1024 ** 2;

/** The parts of a multipart/form-data body, in their order. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE */
export function readForm(body: Buffer, contentType: string): Promise<FormPart[]> {
  const parts: FormPart[] = [];
  const form = open(contentType);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      form.removeAllListeners();
      form.on('error', () => undefined);
      reject(error instanceof AppError ? error : unreadable(error));
    };
    form.on('file', (name, stream, { mimeType, filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => parts.push({ name, mediaType: mimeType || 'application/octet-stream', fileName: filename ?? '', bytes: Buffer.concat(chunks) }));
    });
    form.on('field', (name, text, { valueTruncated }) => {
      if (valueTruncated) return fail(new AppError('PAYLOAD_TOO_LARGE', `Part \`${name}\` is too long for a text part: send it as a file part.`));
      parts.push({ name, text });
    });
    form.on('partsLimit', () => fail(new AppError('INVALID_INPUT', `A form takes up to ${MOST_PARTS} parts.`)));
    form.on('error', fail);
    form.on('close', () => resolve(parts));
    form.end(body);
  });
}

function open(contentType: string): busboy.Busboy {
  try {
    return busboy({ headers: { 'content-type': contentType }, defParamCharset: 'utf8', limits: { parts: MOST_PARTS, fieldSize: MOST_TEXT_BYTES } });
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): AppError {
  return new AppError('INVALID_INPUT', 'The form cannot be read.', {
    cause: error instanceof Error ? error.message : String(error),
    suggestions: ['Send multipart/form-data with one part per input: curl -F image=@cat.jpg'],
  });
}
