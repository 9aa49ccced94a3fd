import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Ctx } from '../context.ts';
import { AppError, isAppError } from '../errors.ts';
import { bodyOf, lengthOf } from '../http/read-body.ts';
import { storeUpload } from '../uploads/store-upload.ts';

/** Files that came in one request, as uploads that createVersion takes, and the note sent with them. */
export interface ReceivedFiles {
  files: { uploadId: string; name: string }[];
  note: string;
}

const MAX_FILES = 1000;
const MAX_NOTE_BYTES = 8_000;

/** The body as one file, written to the blob store as it arrives. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE, STORAGE_FULL */
export async function receiveBody(ctx: Ctx, incoming: IncomingMessage, input: { team: string; fileName: string }): Promise<ReceivedFiles> {
  const upload = await storeUpload(ctx, { ...input, sizeBytes: lengthOf(incoming), source: bodyOf(incoming) });
  return { files: [{ uploadId: upload.id, name: upload.fileName }], note: '' };
}

/**
 * A multipart form: every file part goes straight to the blob store, one after another, and is never held in memory. A
 * part's file name is its path in the bundle; the field `note` is the version's note.
 * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function receiveForm(ctx: Ctx, incoming: IncomingMessage, input: { team: string }): Promise<ReceivedFiles> {
  const stored: Promise<ReceivedFiles['files'][number]>[] = [];
  let note = '';
  const form = openForm(incoming);
  form.on('file', (_field, source, { filename }) => {
    const file = storePart(ctx, source, { ...input, fileName: filename ?? '' });
    file.catch(() => source.resume());
    stored.push(file);
  });
  form.on('field', (name, value) => {
    if (name === 'note') note = value;
  });
  await readForm(form, incoming);
  const files = await Promise.all(stored);
  if (files.length === 0) throw new AppError('INVALID_INPUT', 'The form has no file.', { suggestions: ['Send one with: curl -F file=@model.onnx'] });
  return { files, note };
}

function openForm(incoming: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: incoming.headers,
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { files: MAX_FILES, fields: 20, fieldSize: MAX_NOTE_BYTES },
    });
  } catch (error) {
    throw unreadable(error);
  }
}

async function storePart(ctx: Ctx, source: Readable, input: { team: string; fileName: string }): Promise<ReceivedFiles['files'][number]> {
  const upload = await storeUpload(ctx, { ...input, source: source as AsyncIterable<Uint8Array> });
  return { uploadId: upload.id, name: upload.fileName };
}

function readForm(form: busboy.Busboy, incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(isAppError(error) ? error : unreadable(error));
    form.on('close', resolve).on('error', fail);
    form.on('filesLimit', () => fail(new AppError('INVALID_INPUT', `A form takes up to ${MAX_FILES} files.`)));
    (async () => {
      for await (const chunk of bodyOf(incoming)) {
        if (!form.write(chunk)) await new Promise((drained) => form.once('drain', drained));
      }
      form.end();
    })().catch((error: unknown) => {
      form.destroy();
      fail(error);
    });
  });
}

function unreadable(error: unknown): AppError {
  return new AppError('INVALID_INPUT', 'The multipart form cannot be read.', { cause: error instanceof Error ? error.message : undefined });
}
