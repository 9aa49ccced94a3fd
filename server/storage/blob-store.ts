import type { Readable } from 'node:stream';

/** Content-addressed storage: a blob is named by the SHA-256 of its bytes and never changes. */
export interface BlobStore {
  /** A new blob from a stream; refuses with PAYLOAD_TOO_LARGE past `maxBytes`, STORAGE_FULL without space. */
  put(source: AsyncIterable<Uint8Array>, options?: { maxBytes?: number }): Promise<{ sha256: string; sizeBytes: number }>;
  /** Makes a whole, synced local file, whose hash is known, a blob; the file itself may stay: remove it afterwards. */
  adopt(file: string, sha256: string): Promise<void>;
  /** All bytes; for small blobs. @throws NOT_FOUND */
  read(sha256: string): Promise<Uint8Array>;
  /** A stream of the bytes, or of a range (end exclusive). @throws NOT_FOUND */
  stream(sha256: string, range?: { start: number; end: number }): Promise<Readable>;
  sizeBytes(sha256: string): Promise<number | null>;
  /** Where a local process may read the blob; stores that are not local make a copy first. */
  localPath(sha256: string): Promise<string>;
  /** Reads it all and compares with its name. */
  verify(sha256: string): Promise<boolean>;
  remove(sha256: string): Promise<void>;
  freeBytes(): Promise<number>;
}
