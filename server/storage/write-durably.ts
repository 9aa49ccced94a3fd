import { createHash, type Hash } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../errors.ts';

/** "1.2 GB": decimal units, as disks are sold. */
export function describeBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Bytes an unprivileged process may still write below a folder. */
export async function readFreeBytes(folder: string): Promise<number> {
  const stats = await statfs(folder);
  return stats.bavail * stats.bsize;
}

/** The error of a full disk, with the numbers where they are known. */
export function storageFull(free: number | null, needed: number | null): AppError {
  const cause =
    free === null || needed === null
      ? 'The disk that holds the data folder has no space left.'
      : `${describeBytes(needed)} are needed and ${describeBytes(free)} are free on the disk that holds the data folder.`;
  return new AppError('STORAGE_FULL', 'There is not enough space to store this file.', {
    cause,
    suggestions: ['Delete models or files that are not needed, or move the data folder to a larger disk.'],
  });
}

/** Turns the system's "no space" (ENOSPC, EDQUOT) into STORAGE_FULL; everything else stays itself. */
export function asStorageError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' ? storageFull(null, null) : error;
}

/** Makes a rename or a new name in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** How far a file on its way in has come: bytes written, and their hash. */
export interface Arrival {
  hash: Hash;
  offsetBytes: number;
}

export function newArrival(): Arrival {
  return { hash: createHash('sha256'), offsetBytes: 0 };
}

/**
 * Appends a stream at `arrival.offsetBytes`, which moves with every chunk, also when the stream breaks off. Bytes are
 * not synced yet when it returns.
 * @throws PAYLOAD_TOO_LARGE once more than `maxBytes` have come; STORAGE_FULL
 */
export async function appendHashed(file: FileHandle, source: AsyncIterable<Uint8Array>, options: { arrival: Arrival; maxBytes: number }): Promise<void> {
  const { arrival, maxBytes } = options;
  let written = 0;
  for await (const chunk of source) {
    written += chunk.byteLength;
    if (written > maxBytes) throw tooLarge(maxBytes);
    // The disk and the hash work at the same time.
    const writing = writeFully(file, chunk, arrival.offsetBytes);
    arrival.hash.update(chunk);
    try {
      await writing;
    } catch (error) {
      // The hash is ahead of the file now: it has to be read again.
      arrival.offsetBytes = Number.NaN;
      throw asStorageError(error);
    }
    arrival.offsetBytes += chunk.byteLength;
  }
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${describeBytes(maxBytes)}.`, {
    cause: 'More bytes came than this server takes for one file.',
    suggestions: ['Raise MOORAGE_MAX_FILE_BYTES, or split the weights into external data files.'],
  });
}

async function writeFully(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < chunk.byteLength) {
    const { bytesWritten } = await file.write(chunk, done, chunk.byteLength - done, position + done);
    done += bytesWritten;
  }
}
