import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { bundlePathSchema } from '../uploads/schema.ts';
import { formatBytes } from '../format-bytes.ts';
import { assertFree } from '../storage/write-durably.ts';
import { findClash } from './find-clash.ts';
import { recordBlob } from './record-blob.ts';

export interface UnpackedFile {
  /** Path in the archive, without a folder that holds all of it. */
  name: string;
  sha256: string;
  sizeBytes: number;
}

/** As in a drop. */
const MOST_FILES = 1000;
/** With folders and debris: more is not looked through. */
const MOST_ENTRIES = 10_000;
/** What computers put beside people's files. */
const DEBRIS = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|\.git\/)/;
const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Brings the files of a zip archive into the blob store. All that it says of itself is looked at before anything is
 * written: nothing goes under a name of its choosing, and no more bytes than `maxBytes` in all, nor than the disk holds.
 * What is unpacked is held to what was said.
 * @throws INVALID_MODEL for what cannot be unpacked, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function unpackZip(runtime: Runtime, archive: { name: string; path: string; maxBytes: number; signal?: AbortSignal }): Promise<UnpackedFile[]> {
  const zip = await open(archive);
  const files: UnpackedFile[] = [];
  try {
    const entries = await findFiles(zip, archive);
    const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (bytes > archive.maxBytes) throw tooLarge(archive, bytes);
    assertFree(await runtime.blobs.freeBytes(), bytes);
    for (const entry of entries) {
      archive.signal?.throwIfAborted();
      const blob = await runtime.blobs.put(read(zip, entry, archive.signal), { maxBytes: entry.uncompressedSize });
      await recordBlob(runtime.db, blob);
      files.push({ name: entry.fileName, ...blob });
    }
  } catch (error) {
    throw error instanceof AppError || archive.signal?.aborted ? error : refused(archive.name, reasonOf(error));
  } finally {
    zip.close();
  }
  return withoutFolder(files);
}

// The stream begins when it is read, not before: an error that nobody listens to yet would end the process.
async function* read(zip: ZipFile, entry: Entry, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const content = await zip.openReadStreamPromise(entry);
  yield* signal ? addAbortSignal(signal, content) : content;
}

/** What is to be unpacked. @throws INVALID_MODEL */
async function findFiles(zip: ZipFile, { name, signal }: { name: string; signal?: AbortSignal }): Promise<Entry[]> {
  if (zip.entryCount > MOST_ENTRIES) throw refused(name, `it lists more than ${MOST_ENTRIES} entries`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    signal?.throwIfAborted();
    if (entry.fileName.endsWith('/') || DEBRIS.test(entry.fileName)) continue;
    const shown = entry.fileName.slice(0, 100);
    if (entries.length === MOST_FILES) throw refused(name, `it holds more than ${MOST_FILES} files`);
    if (entry.isEncrypted()) throw refused(name, 'it is locked with a password');
    if (/\.zip$/i.test(entry.fileName)) throw refused(name, `"${shown}" is an archive within it`);
    if (isSymbolicLink(entry)) throw refused(name, `"${shown}" is a symbolic link, and not the file it points to`);
    if (!bundlePathSchema.safeParse(entry.fileName).success) throw refused(name, `"${shown}" is no name for a file`);
    entries.push(entry);
  }
  if (entries.length === 0) throw refused(name, 'it holds no file');
  const clash = findClash(entries.map(({ fileName }) => fileName));
  if (clash !== null) throw refused(name, `it holds "${clash.slice(0, 100)}" twice`);
  return entries;
}

function isSymbolicLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  return versionMadeBy >>> 8 === UNIX && ((externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK;
}

async function open({ name, path: file }: { name: string; path: string }): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, lazyEntries: true, strictFileNames: true });
  } catch (error) {
    throw refused(name, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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

function tooLarge({ name, maxBytes }: { name: string; maxBytes: number }, bytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `\`${name}\` holds more than ${formatBytes(maxBytes)} when it is unpacked.`, {
    cause: `It says that it grows to ${formatBytes(bytes)}: more than this server takes.`,
    suggestions: ['Drop only the files the model needs.'],
  });
}
