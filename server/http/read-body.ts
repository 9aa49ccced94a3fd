import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

/** A sender that is silent for this long has gone. */
const SILENCE_MS = 60_000;

/** The whole body in one buffer. @throws PAYLOAD_TOO_LARGE naming the limit, before and while reading */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = lengthOf(incoming);
  if (announced !== undefined && announced > maxBytes) throw bodyTooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(incoming)) {
    size += chunk.byteLength;
    if (size > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

/** The body as it arrives; the connection of a sender that falls silent is cut. */
export async function* bodyOf(incoming: IncomingMessage): AsyncGenerator<Buffer> {
  const { socket } = incoming;
  const cut = () => incoming.destroy(new AppError('INVALID_INPUT', 'The body stopped arriving.'));
  socket.setTimeout(SILENCE_MS, cut);
  try {
    // Breaking off must not destroy the request: its answer is still to come.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    socket.setTimeout(0);
    socket.off('timeout', cut);
  }
}

/** The announced length of a body, where there is one. */
export function lengthOf(incoming: IncomingMessage): number | undefined {
  const { 'content-length': length } = incoming.headers;
  return length === undefined ? undefined : Number(length);
}

export function bodyTooLarge(maxBytes: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBytes} bytes, the most this server takes here.`, {
    suggestions: ['Send less at once, or raise MOORAGE_MAX_BODY_BYTES.'],
  });
}
