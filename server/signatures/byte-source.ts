/** Where a file's bytes come from: a dropped File, an open descriptor, a blob store. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Reads `length` bytes at `offset`. The answer may be shorter only at the end of the file
   * or when the underlying read was short; an empty answer means there is nothing more.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A ByteSource over bytes that are already in memory; reads are views, nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A ByteSource over a Blob or a dropped File; only the slices that are asked for are read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    sizeBytes: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}
