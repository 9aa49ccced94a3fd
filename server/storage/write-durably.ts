import { createHash, type Hash } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';

/** Bytes an unprivileged process may still write below a folder. */
export async function readFreeBytes(folder: string): Promise<number> {
  const stats = await statfs(folder);
  return stats.bavail * stats.bsize;
}

/** The error of a full disk, with the numbers where they are known. */
function storageFull(free: number | null, needed: number | null): AppError {
  const cause =
    free === null || needed === null
      ? 'The disk that holds the data folder has no space left.'
      : `${formatBytes(needed)} are needed and ${formatBytes(free)} are free on the disk that holds the data folder.`;
  return new AppError('STORAGE_FULL', 'There is not enough space to store this file.', {
    cause,
    suggestions: ['Delete models or files that are not needed, or move the data folder to a larger disk.'],
  });
}

/** Left free on the disk beside what is stored. */
const RESERVE_BYTES = 64 * 1024 ** 2;

/** Said before so much is written. @throws STORAGE_FULL */
export function assertFree(free: number, bytes: number): void {
  if (bytes + RESERVE_BYTES > free) throw storageFull(free, bytes + RESERVE_BYTES);
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
 * Appends a stream at `arrival.offsetBytes`, which moves with what is written, also when the stream breaks off. The
 * last bytes are not synced yet when it returns. While one write is under way the next bytes are received and hashed.
 * Chunks that are `given` are empty once they are written.
 * @throws PAYLOAD_TOO_LARGE once more than `maxBytes` have come; STORAGE_FULL
 */
export async function appendHashed(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  options: { arrival: Arrival; maxBytes: number; given?: boolean },
): Promise<void> {
  const { arrival, maxBytes, given = false } = options;
  const writer = new Writer(file, arrival, given);
  let received = 0;
  try {
    for await (const chunk of source) {
      received += chunk.byteLength;
      if (received > maxBytes) throw tooLarge(maxBytes);
      arrival.hash.update(chunk);
      await writer.push(chunk);
    }
  } finally {
    await writer.flush();
  }
}

const AHEAD_BYTES = 2 * 1024 ** 2;

/** With so many new bytes a sync begins beside the writing, so that the last one has little to wait for. */
const SYNC_BYTES = 8 * 1024 ** 2;

/** Writes what was pushed, one write at a time, all that waits in one go. */
class Writer {
  readonly #file: FileHandle;
  readonly #arrival: Arrival;
  readonly #given: boolean;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | null = null;
  #unsyncedBytes = 0;
  #syncing: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(file: FileHandle, arrival: Arrival, given: boolean) {
    this.#file = file;
    this.#arrival = arrival;
    this.#given = given;
  }

  /** Returns at once unless more than AHEAD_BYTES wait. @throws what a write failed with */
  async push(chunk: Uint8Array): Promise<void> {
    // There is no place to write at any more: what came after would land at the head of the file.
    if (this.#failure) throw this.#failure;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.byteLength;
    this.#writing ??= this.#write();
    if (this.#waitingBytes > AHEAD_BYTES) await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  async flush(): Promise<void> {
    await this.#writing;
    await this.#syncing;
    if (this.#failure) throw this.#failure;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#failure) {
        const chunks = this.#waiting;
        this.#waiting = [];
        this.#waitingBytes = 0;
        const written = await writeFully(this.#file, chunks, this.#arrival.offsetBytes);
        this.#arrival.offsetBytes += written;
        if (this.#given) for (const chunk of chunks) letGo(chunk);
        this.#unsyncedBytes += written;
        if (this.#unsyncedBytes > SYNC_BYTES) this.#syncing ??= this.#sync();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = null;
    }
  }

  async #sync(): Promise<void> {
    this.#unsyncedBytes = 0;
    try {
      await this.#file.datasync();
    } catch (error) {
      // The system tells a file of a failed sync once: the one at the end would succeed.
      this.#fail(error);
    } finally {
      this.#syncing = null;
    }
  }

  #fail(error: unknown): void {
    // The hash is ahead of the file now: it has to be read again.
    this.#arrival.offsetBytes = Number.NaN;
    this.#failure = asStorageError(error);
  }
}

/**
 * Frees a chunk that has its memory to itself. Left to the collector, which goes over the whole heap for every 64 MB of
 * such memory, receiving a file costs the process twice the time.
 */
function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

async function writeFully(file: FileHandle, chunks: Uint8Array[], position: number): Promise<number> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  let { bytesWritten } = await file.writev(chunks, position);
  // A short write is rare: a full disk, mostly, which the next one says.
  const rest = bytesWritten < total ? Buffer.concat(chunks) : null;
  while (rest && bytesWritten < total) bytesWritten += (await file.write(rest, bytesWritten, total - bytesWritten, position + bytesWritten)).bytesWritten;
  return total;
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The file is larger than ${formatBytes(maxBytes)}.`, {
    cause: 'More bytes came than this server takes for one file.',
    suggestions: ['Raise MOORAGE_MAX_FILE_BYTES, or split the weights into external data files.'],
  });
}
