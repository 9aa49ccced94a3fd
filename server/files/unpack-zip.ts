import path from 'node:path';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { bundlePathSchema } from '../uploads/schema.ts';
import { describeBytes } from '../storage/write-durably.ts';

export interface UnpackedFile {
  /** Path in the archive, without a folder that holds all of it. */
  name: string;
  sha256: string;
  sizeBytes: number;
}

const MOST_ENTRIES = 1000;
/** What computers put beside people's files. */
const DEBRIS = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|\.git\/)/;

/**
 * Brings the files of a zip archive into the blob store. Nothing is written under a name of the archive's choosing, and no
 * more bytes than `maxBytes` in all, whatever the archive says of itself.
 * @throws INVALID_MODEL for what cannot be unpacked, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function unpackZip(runtime: Runtime, archive: { name: string; path: string; maxBytes: number; signal?: AbortSignal }): Promise<UnpackedFile[]> {
  const zip = await open(archive);
  const files: UnpackedFile[] = [];
  let left = archive.maxBytes;
  try {
    for await (const entry of zip.eachEntry()) {
      archive.signal?.throwIfAborted();
      if (entry.fileName.endsWith('/') || DEBRIS.test(entry.fileName)) continue;
      if (files.length === MOST_ENTRIES) throw refused(archive.name, `it holds more than ${MOST_ENTRIES} files`);
      if (entry.isEncrypted()) throw refused(archive.name, 'it is locked with a password');
      if (!bundlePathSchema.safeParse(entry.fileName).success) throw refused(archive.name, `"${entry.fileName.slice(0, 100)}" is no name for a file`);
      const blob = await runtime.blobs.put(await read(zip, entry, archive.name), { maxBytes: left }).catch((error: unknown) => {
        throw error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE' ? tooLarge(archive) : error;
      });
      left -= blob.sizeBytes;
      files.push({ name: entry.fileName, ...blob });
    }
  } catch (error) {
    throw error instanceof AppError || archive.signal?.aborted ? error : refused(archive.name, error instanceof Error ? error.message : String(error));
  } finally {
    zip.close();
  }
  if (files.length === 0) throw refused(archive.name, 'it holds no file');
  return withoutFolder(files);
}

async function open({ name, path: file }: { name: string; path: string }): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (error) {
    throw refused(name, error instanceof Error ? error.message : String(error));
  }
}

async function read(zip: ZipFile, entry: Entry, name: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    return (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw refused(name, error instanceof Error ? error.message : String(error));
  }
}

function withoutFolder(files: UnpackedFile[]): UnpackedFile[] {
  const tops = new Set(files.map(({ name }) => name.split('/')[0] ?? ''));
  const [top = ''] = tops;
  if (tops.size > 1 || files.some(({ name }) => !name.includes('/'))) return files;
  return files.map((file) => ({ ...file, name: path.posix.relative(top, file.name) }));
}

function refused(name: string, why: string): AppError {
  return new AppError('INVALID_MODEL', `\`${name}\` cannot be unpacked.`, {
    cause: `As a zip archive it is damaged or not for us: ${why}.`,
    suggestions: ['Unpack it yourself and drop the folder, or pack it again as a plain zip.'],
  });
}

function tooLarge({ name, maxBytes }: { name: string; maxBytes: number }): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `\`${name}\` holds more than ${describeBytes(maxBytes)} when it is unpacked.`, {
    suggestions: ['Drop only the files the model needs.'],
  });
}
