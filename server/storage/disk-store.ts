import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { newUuid } from '../ids.ts';
import type { BlobStore } from './blob-store.ts';
import { appendHashed, asStorageError, newArrival, readFreeBytes, syncFolder } from './write-durably.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Blobs in a folder: `<data>/blobs/ab/abcdef…`. A blob appears under its name by one rename of a synced file,
 * so a name that exists is whole.
 */
export async function createDiskStore(dataFolder: string): Promise<BlobStore> {
  const blobs = path.join(/* turbopackIgnore: true */ dataFolder, 'blobs');
  const incoming = path.join(/* turbopackIgnore: true */ dataFolder, 'incoming');
  await mkdir(blobs, { recursive: true });
  await mkdir(incoming, { recursive: true });
  await removeLeftovers(incoming);
  return new DiskStore(blobs, incoming);
}

const LEFTOVER_MS = 24 * 3600_000;

/** What a process that was killed had begun to write, a day ago or more. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const stats = await stat(file).catch(() => null);
    if (stats && stats.mtimeMs < Date.now() - LEFTOVER_MS) await rm(file, { recursive: true, force: true });
  }
}

class DiskStore implements BlobStore {
  private readonly blobs: string;
  private readonly incoming: string;

  constructor(blobs: string, incoming: string) {
    this.blobs = blobs;
    this.incoming = incoming;
  }

  async put(source: AsyncIterable<Uint8Array>, options: { maxBytes?: number } = {}): Promise<{ sha256: string; sizeBytes: number }> {
    const temporary = path.join(this.incoming, newUuid());
    const arrival = newArrival();
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await appendHashed(file, source, { arrival, maxBytes: options.maxBytes ?? Number.MAX_SAFE_INTEGER });
        await file.datasync();
      } finally {
        await file.close();
      }
      const sha256 = arrival.hash.digest('hex');
      await this.place(temporary, sha256);
      return { sha256, sizeBytes: arrival.offsetBytes };
    } catch (error) {
      await rm(temporary, { force: true });
      throw asStorageError(error);
    }
  }

  async adopt(file: string, sha256: string): Promise<void> {
    const temporary = path.join(this.incoming, newUuid());
    // Where the filesystem has no hard links the file itself moves.
    const linked = await link(file, temporary).then(
      () => true,
      () => false,
    );
    await this.place(linked ? temporary : file, sha256);
    if (linked) await rm(temporary, { force: true });
  }

  /** One rename. A blob that exists is replaced by the same bytes, which mends one the disk has damaged. */
  private async place(file: string, sha256: string): Promise<void> {
    const target = this.pathOf(sha256);
    const folder = path.dirname(target);
    if (await mkdir(folder, { recursive: true })) await syncFolder(this.blobs);
    await rename(file, target);
    await syncFolder(folder);
  }

  async read(sha256: string): Promise<Uint8Array> {
    try {
      return await readFile(this.pathOf(sha256));
    } catch (error) {
      throw asMissing(error, sha256);
    }
  }

  async stream(sha256: string, range?: { start: number; end: number }): Promise<Readable> {
    if (range && range.end <= range.start) return createReadStream('/dev/null');
    const file = await open(this.pathOf(sha256), 'r').catch((error: unknown) => {
      throw asMissing(error, sha256);
    });
    return file.createReadStream({ highWaterMark: 256 * 1024, ...(range && { start: range.start, end: range.end - 1 }) });
  }

  async sizeBytes(sha256: string): Promise<number | null> {
    try {
      return (await stat(this.pathOf(sha256))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async localPath(sha256: string): Promise<string> {
    if ((await this.sizeBytes(sha256)) === null) throw missing(sha256);
    return this.pathOf(sha256);
  }

  async verify(sha256: string): Promise<boolean> {
    const { hash } = newArrival();
    for await (const chunk of await this.stream(sha256)) hash.update(chunk as Uint8Array);
    return hash.digest('hex') === sha256;
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  freeBytes(): Promise<number> {
    return readFreeBytes(this.blobs);
  }

  private pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw missing(sha256);
    return path.join(this.blobs, sha256.slice(0, 2), sha256);
  }
}

function missing(sha256: string): AppError {
  return new AppError('NOT_FOUND', 'A stored file is missing.', {
    cause: `No file with SHA-256 ${sha256.slice(0, 64)} is in the data folder.`,
    suggestions: ['Upload the file again.'],
  });
}

function asMissing(error: unknown, sha256: string): unknown {
  return (error as NodeJS.ErrnoException | null)?.code === 'ENOENT' ? missing(sha256) : error;
}
