import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { appendHashed, newArrival, readFreeBytes, syncFolder, type Arrival } from './write-durably.ts';

/**
 * Files on their way in: `<data>/uploads/<uuid>`, hashed while they arrive. The file's length is the truth about how far
 * it came; after a restart the stored prefix is read once to get its hash back. One writer per file: the caller locks.
 */
export class UploadFiles {
  readonly #folder: string;
  readonly #arrivals = new Map<string, Arrival>();

  constructor(dataFolder: string) {
    this.#folder = path.join(/* turbopackIgnore: true */ dataFolder, 'uploads');
  }

  pathOf(uuid: string): string {
    return path.join(this.#folder, uuid);
  }

  async create(uuid: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await (await open(this.pathOf(uuid), 'wx', 0o600)).close();
    await syncFolder(this.#folder);
    this.#arrivals.set(uuid, newArrival());
  }

  /** Bytes that have arrived, or null when there is no such file. */
  async offsetBytes(uuid: string): Promise<number | null> {
    try {
      return (await stat(this.pathOf(uuid))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /**
   * Appends and syncs, also what came before the stream broke off. Returns the new length. The chunks are given away.
   * @throws PAYLOAD_TOO_LARGE, STORAGE_FULL, and whatever the stream throws
   */
  async append(uuid: string, source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
    const arrival = await this.#arrival(uuid);
    const file = await open(this.pathOf(uuid), 'r+');
    try {
      await appendHashed(file, source, { arrival, maxBytes, given: true });
    } finally {
      if (Number.isNaN(arrival.offsetBytes)) this.#arrivals.delete(uuid);
      try {
        await file.datasync();
      } finally {
        await file.close();
      }
    }
    return arrival.offsetBytes;
  }

  /** SHA-256, in hex, of what has arrived. */
  async sha256(uuid: string): Promise<string> {
    return (await this.#arrival(uuid)).hash.copy().digest('hex');
  }

  async remove(uuid: string): Promise<void> {
    this.#arrivals.delete(uuid);
    await rm(this.pathOf(uuid), { force: true });
  }

  async freeBytes(): Promise<number> {
    await mkdir(this.#folder, { recursive: true });
    return readFreeBytes(this.#folder);
  }

  /** Every file in the folder, with the time it was last written. */
  async list(): Promise<{ uuid: string; writtenAt: Date }[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = await Promise.all(
      names.map(async (uuid) => {
        const stats = await stat(this.pathOf(uuid)).catch(() => null);
        return stats ? [{ uuid, writtenAt: stats.mtime }] : [];
      }),
    );
    return files.flat();
  }

  async #arrival(uuid: string): Promise<Arrival> {
    const known = this.#arrivals.get(uuid);
    if (known && known.offsetBytes === (await this.offsetBytes(uuid))) return known;
    const arrival = newArrival();
    for await (const chunk of createReadStream(this.pathOf(uuid), { highWaterMark: 1024 * 1024 })) {
      arrival.hash.update(chunk as Uint8Array);
      arrival.offsetBytes += (chunk as Uint8Array).byteLength;
    }
    this.#arrivals.set(uuid, arrival);
    return arrival;
  }
}
