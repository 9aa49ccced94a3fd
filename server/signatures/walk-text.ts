import type { Walk, WireReader } from './wire-reader.ts';
import { formatBytes } from '../format-bytes.ts';

/** Names of tensors, operators and domains. */
export const MAX_NAME_BYTES = 4 * 1024;
/** Doc strings and metadata values. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;

const decoder = new TextDecoder();

/**
 * Reads the current field as UTF-8 of at most `maxBytes`. What is not UTF-8, and U+0000 (which Postgres
 * cannot store), becomes U+FFFD.
 */
export function* readText(reader: WireReader, maxBytes: number): Walk<string> {
  const { length } = reader;
  if (length > maxBytes) throw reader.broken(`a text of ${formatBytes(length)} stands`);
  if (!reader.holds(length)) yield length;
  return decodeText(reader.takeBytes());
}

/** Reads a name; see `readText`. */
export function readName(reader: WireReader): Walk<string> {
  return readText(reader, MAX_NAME_BYTES);
}

function decodeText(bytes: Uint8Array): string {
  // Operator and tensor names are short ASCII: for those the decoder's call costs more than the work.
  if (bytes.length <= 24) {
    let text = '';
    for (const byte of bytes) {
      if (byte === 0 || byte > 0x7f) return decoder.decode(bytes).replaceAll('\0', '\uFFFD');
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoder.decode(bytes).replaceAll('\0', '\uFFFD');
}
