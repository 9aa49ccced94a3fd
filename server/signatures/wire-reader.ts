import type { ByteSource } from './byte-source.ts';
import { formatCount } from '../format-count.ts';
import { cutShort, damaged } from './refuse-onnx.ts';

/** One read of the file. Models are read in such windows; what lies between two fields is jumped over. */
export const WINDOW_BYTES = 64 * 1024;
/** A tag and the varint after it take at most this many bytes. */
export const HEADER_BYTES = 20;
/** More than this is never read of one file, whatever its fields say. */
export const MAX_READ_BYTES = 1024 ** 3;

const MAX_FIELD_BYTES_AT_TOP = 2 ** 43;

/** A reading step: yields how many bytes it wants in the window at the reader's position, returns what it read. */
export type Walk<T> = Generator<number, T, void>;

/** Switch keys of protobuf fields: number and wire type in one integer, as they stand in the file. */
export const varintField = (number: number): number => number * 8;
export const lengthField = (number: number): number => number * 8 + 2;

/**
 * Reads protobuf fields through a moving window. Every method is synchronous; a walk first asks `holds(n)`
 * and yields n when the window has to move, so that a promise is made per window and not per field.
 * Source: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/.
 */
export class WireReader {
  readonly source: ByteSource;
  readonly fileName: string;
  readonly sizeBytes: number;
  position = 0;
  /** Key (number and wire type) of the field whose header was read last. */
  key = 0;
  /** Payload bytes that follow; 0 for a varint, whose value has been read already. */
  length = 0;
  readCount = 0;
  bytesRead = 0;
  #low = 0;
  #high = 0;
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  #windowEnd = 0;

  constructor(source: ByteSource, fileName: string) {
    this.source = source;
    this.fileName = fileName;
    this.sizeBytes = source.sizeBytes;
  }

  /** True if the next `count` bytes, or all that are left of the file, are in the window. */
  holds(count: number): boolean {
    return this.position + count <= this.#windowEnd || this.#windowEnd === this.sizeBytes;
  }

  /** Moves the window to the position. Throws INVALID_MODEL if the file gives fewer bytes than its size says. */
  async fill(wanted: number): Promise<void> {
    const length = Math.min(Math.max(wanted, WINDOW_BYTES), this.sizeBytes - this.position);
    if (this.bytesRead + length > MAX_READ_BYTES) {
      throw damaged(this.fileName, 'its structure alone is larger than 1 GB, without any weights');
    }
    let bytes = await this.source.read(this.position, length);
    while (bytes.byteLength < length) {
      const more = await this.source.read(this.position + bytes.byteLength, length - bytes.byteLength);
      if (more.byteLength === 0) throw cutShort(this.fileName, this.position + bytes.byteLength, this.sizeBytes);
      bytes = joined(bytes, more);
    }
    this.#window = bytes;
    this.#windowStart = this.position;
    this.#windowEnd = this.position + length;
    this.readCount += 1;
    this.bytesRead += length;
  }

  /** Reads a tag and, for a varint, its value, for anything else, the payload's length. `end` is the message's end. */
  readHeader(end: number): void {
    this.#readVarint(end);
    if (this.#high !== 0) throw this.broken('a field number is too large');
    this.key = this.#low;
    const wire = this.key & 7;
    if (this.key < 8) throw this.broken('a field has number 0');
    this.length = 0;
    if (wire === 0) this.#readVarint(end);
    else if (wire === 2) this.#readLength(end);
    else if (wire === 1 || wire === 5) this.#claim(wire === 1 ? 8 : 4, end);
    else throw this.broken(`a field has wire type ${wire}`);
  }

  /** Jumps over the payload of the current field. */
  skip(): void {
    this.position += this.length;
  }

  /** Where the current field's payload ends. */
  payloadEnd(): number {
    return this.position + this.length;
  }

  /** The current varint as a signed 64-bit number; exact up to 2^53, rounded beyond. */
  value(): number {
    return (this.#high | 0) * 2 ** 32 + this.#low;
  }

  /** The current varint as an exact signed 64-bit integer in decimal. */
  decimal(): string {
    return BigInt.asIntN(64, (BigInt(this.#high) << 32n) | BigInt(this.#low)).toString();
  }

  /** Reads a bare varint of a packed list that ends at `end`; `value()` gives it. */
  readPacked(end: number): void {
    this.#readVarint(end);
  }

  /** The payload as a view into the window: the walk must have seen `holds(length)`. */
  takeBytes(): Uint8Array {
    const start = this.position - this.#windowStart;
    this.position += this.length;
    return this.#window.subarray(start, start + this.length);
  }

  /** INVALID_MODEL at the current byte. */
  broken(detail: string): Error {
    return damaged(this.fileName, `${detail} at byte ${formatCount(this.position)}`);
  }

  #readLength(end: number): void {
    this.#readVarint(end);
    this.#claim(this.#high * 2 ** 32 + this.#low, end);
  }

  #claim(length: number, end: number): void {
    this.length = length;
    if (length <= end - this.position) return;
    const looksReal = this.key < 32 * 8 && length < MAX_FIELD_BYTES_AT_TOP;
    if (end === this.sizeBytes && looksReal) {
      throw cutShort(this.fileName, this.sizeBytes, this.position + length);
    }
    throw this.broken('a field is longer than the message it is in');
  }

  #readVarint(end: number): void {
    const window = this.#window;
    let at = this.position - this.#windowStart;
    const stop = Math.min(end - this.#windowStart, window.length);
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= stop) throw this.#endsInside(end);
      const byte = window[at] ?? 0;
      at += 1;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        this.position = at + this.#windowStart;
        return;
      }
    }
    throw this.broken('a number is longer than 10 bytes');
  }

  #endsInside(end: number): Error {
    if (end === this.sizeBytes) return cutShort(this.fileName, end, end + 1);
    return this.broken('a message ends in the middle of a field');
  }
}

/** Runs a walk to its end, moving the window whenever it asks. Stops between windows when `signal` is aborted. */
export async function runWalk<T>(reader: WireReader, walk: Walk<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const step = walk.next();
    if (step.done) return step.value;
    signal?.throwIfAborted();
    await reader.fill(step.value);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
