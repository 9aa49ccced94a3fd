import { parseStorable } from '../../server/signatures/storable.ts';

/**
 * Frames on a stream: u32 LE length of the header, u32 LE length of the payload, the header as JSON, the payload raw.
 * The same at both ends. The reader treats its peer as hostile: lengths are bounded before anything is kept, and texts of a
 * header can be stored, whatever they were.
 */
export interface Frame {
  header: Record<string, unknown>;
  payload: Uint8Array;
}

const PREFIX = 8;
const MAX_HEADER_BYTES = 8 * 1024 * 1024;
export const MAX_PAYLOAD_BYTES = 1024 ** 3;
const EMPTY = new Uint8Array(0);

/** Header and payload parts ready to be written one after another; the payload is not copied. */
export function encodeFrame(header: object, payload: readonly Uint8Array[] = []): Uint8Array[] {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.allocUnsafe(PREFIX + json.length);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(
    payload.reduce((sum, part) => sum + part.byteLength, 0),
    4,
  );
  json.copy(prefix, PREFIX);
  return [prefix, ...payload.filter((part) => part.byteLength > 0)];
}

/** Writes a frame with one system call where the stream allows. False: wait for 'drain' before writing more. */
export function writeFrame(stream: NodeJS.WritableStream & { cork?(): void; uncork?(): void }, header: object, payload: readonly Uint8Array[] = []): boolean {
  stream.cork?.();
  let free = true;
  for (const part of encodeFrame(header, payload)) free = stream.write(part);
  stream.uncork?.();
  return free;
}

/** Turns chunks into frames. A frame within one chunk is handed on without a copy. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = PREFIX;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws Error when the peer does not speak the protocol */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#length);
      const total = frameLength(all);
      if (all.length < total) {
        this.#needed = total;
        this.#chunks = [all];
        return;
      }
      this.#emit(all, total);
    }
  }

  #emit(all: Buffer, total: number): void {
    const headerLength = all.readUInt32LE(0);
    const header: unknown = parseStorable(all.toString('utf8', PREFIX, PREFIX + headerLength));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new Error('a frame header is not an object');
    const payload = total === PREFIX + headerLength ? EMPTY : all.subarray(PREFIX + headerLength, total);
    const rest = all.subarray(total);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    this.#needed = PREFIX;
    this.#onFrame({ header: header as Record<string, unknown>, payload });
  }
}

function frameLength(bytes: Buffer): number {
  const headerLength = bytes.readUInt32LE(0);
  const payloadLength = bytes.readUInt32LE(4);
  if (headerLength > MAX_HEADER_BYTES) throw new Error(`a frame header of ${headerLength} bytes is over the limit`);
  if (payloadLength > MAX_PAYLOAD_BYTES) throw new Error(`a frame payload of ${payloadLength} bytes is over the limit`);
  return PREFIX + headerLength + payloadLength;
}
