/** Bytes of something from `start` up to, not with, `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part of `size` bytes that a Range header asks for: `null` for all of them, also when it asks for several parts or in
 * a way nobody knows; `'beyond'` when there is no such part. Source: RFC 9110, 14.1.2.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | 'beyond' | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  // Without a first byte it is the last so many.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return start >= size || start >= end ? 'beyond' : { start, end };
}

/** Those bytes of a stream; it is closed as soon as they are over. */
export async function* sliceOf(body: AsyncIterable<Uint8Array>, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of body) {
    const from = Math.max(0, start - at);
    const to = Math.min(chunk.byteLength, end - at);
    at += chunk.byteLength;
    if (from < to) yield chunk.subarray(from, to);
    if (at >= end) return;
  }
}
