import type { ByteSource } from './byte-source.ts';

/** What a file is, by its first bytes; its name only decides where bytes cannot. The union is closed. */
export type FileKind =
  | { kind: 'onnx' }
  | { kind: 'empty' }
  | { kind: 'git-lfs-pointer'; sizeBytes: number | null }
  | { kind: 'html' }
  | { kind: 'json' }
  | { kind: 'tflite' }
  | { kind: 'ort' }
  | { kind: 'zip' }
  | { kind: 'keras' }
  | { kind: 'torch' }
  | { kind: 'pickle' }
  | { kind: 'safetensors' }
  | { kind: 'gguf' }
  | { kind: 'hdf5' }
  | { kind: 'tensorflow' }
  | { kind: 'npy' }
  | { kind: 'gzip' }
  | { kind: 'tar' }
  | { kind: 'archive'; format: string }
  | { kind: 'image' }
  | { kind: 'text' }
  | { kind: 'unknown' };

const HEAD_BYTES = 8 * 1024;
const SKIP = '..';

/** Reads at most 8 kB of a file and says what it is. Never throws for content; only a failing read rejects. */
export async function identifyFile(source: ByteSource, name: string): Promise<FileKind> {
  if (source.sizeBytes === 0) return { kind: 'empty' };
  const head = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  return identifyHead(head, name, source.sizeBytes);
}

/** The same decision on bytes at hand: `head` is the first 8 kB (or all) of a file of `sizeBytes`. */
export function identifyHead(head: Uint8Array, name: string, sizeBytes: number): FileKind {
  if (sizeBytes === 0 || head.length === 0) return { kind: 'empty' };
  const magic = MAGICS.find(({ at, hex }) => matches(head, at, hex));
  if (magic) return magic.kind;
  if (matches(head, 0, '504b0304') || matches(head, 0, '504b0506')) return identifyZip(head);
  if (isSafetensors(head, sizeBytes)) return { kind: 'safetensors' };
  if (isPickle(head)) return { kind: /\.(pt|pth|bin|ckpt)$/i.test(name) ? 'torch' : 'pickle' };
  if (isTensorflow(head, name)) return { kind: 'tensorflow' };
  if (looksLikeOnnx(head, sizeBytes)) return { kind: 'onnx' };
  return identifyText(head) ?? { kind: 'unknown' };
}

const MAGICS: { at: number; hex: string; kind: FileKind }[] = [
  { at: 4, hex: '54464c33', kind: { kind: 'tflite' } },
  { at: 4, hex: '4f52544d', kind: { kind: 'ort' } },
  { at: 0, hex: '47475546', kind: { kind: 'gguf' } },
  { at: 0, hex: '894844460d0a1a0a', kind: { kind: 'hdf5' } },
  { at: 0, hex: '934e554d5059', kind: { kind: 'npy' } },
  { at: 0, hex: '1f8b08', kind: { kind: 'gzip' } },
  { at: 257, hex: '7573746172', kind: { kind: 'tar' } },
  { at: 0, hex: '377abcaf271c', kind: { kind: 'archive', format: '7z' } },
  { at: 0, hex: '526172211a07', kind: { kind: 'archive', format: 'RAR' } },
  { at: 0, hex: 'fd377a585a00', kind: { kind: 'archive', format: 'xz' } },
  { at: 0, hex: '28b52ffd', kind: { kind: 'archive', format: 'zstd' } },
  { at: 0, hex: '425a68', kind: { kind: 'archive', format: 'bzip2' } },
  { at: 0, hex: '89504e470d0a1a0a', kind: { kind: 'image' } },
  { at: 0, hex: 'ffd8ff', kind: { kind: 'image' } },
  { at: 0, hex: '47494638', kind: { kind: 'image' } },
  { at: 0, hex: '52494646........57454250', kind: { kind: 'image' } },
];

function matches(head: Uint8Array, at: number, hex: string): boolean {
  for (let i = 0; i < hex.length; i += 2) {
    const pair = hex.slice(i, i + 2);
    if (pair !== SKIP && head[at + i / 2] !== parseInt(pair, 16)) return false;
  }
  return true;
}

/** PyTorch and Keras write zip files whose first entries give them away. */
function identifyZip(head: Uint8Array): FileKind {
  const text = latin1(head.subarray(0, 2048));
  if (/(\/|\x00|^)?data\.pkl|constants\.pkl|\/byteorder|\.format_version/.test(text)) return { kind: 'torch' };
  if (text.includes('model.weights.h5') || (text.includes('metadata.json') && text.includes('keras'))) return { kind: 'keras' };
  return { kind: 'zip' };
}

/** u64 little-endian length of a JSON header, then the header. Source: safetensors README, "Format". */
function isSafetensors(head: Uint8Array, sizeBytes: number): boolean {
  if (head.length < 10) return false;
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
  return head[8] === 0x7b && length > 1n && length < BigInt(sizeBytes);
}

/** A pickle of protocol 2 to 5: PROTO, version, then an opcode that such streams begin with. */
function isPickle(head: Uint8Array): boolean {
  const version = head[1] ?? 0;
  const opcode = head[2] ?? 0;
  const openers = [0x95, 0x8a, 0x63, 0x7d, 0x5d, 0x28, 0x8c, 0x58, 0x29, 0x4b, 0x4e];
  return head[0] === 0x80 && version >= 2 && version <= 5 && openers.includes(opcode);
}

/** saved_model.pb (schema version, then a large MetaGraphDef) or a frozen GraphDef (NodeDefs from the first byte). */
function isTensorflow(head: Uint8Array, name: string): boolean {
  const savedModel = head[0] === 0x08 && head[1] === 0x01 && head[2] === 0x12 && (head[3] ?? 0) >= 0x80 && latin1(head.subarray(3, 12)).includes('\n');
  const graphDef = head[0] === 0x0a && /\.pb$/i.test(name) && !isMostlyText(head);
  return savedModel || graphDef;
}

// ModelProto fields with their wire types: onnx.proto.
const VARINT_FIELDS = new Set([1, 5]);
const LENGTH_FIELDS = new Set([2, 3, 4, 6, 7, 8, 14, 20, 25, 26]);

/** True if the file begins with fields of a ModelProto: a graph, or at least two fields in a row. */
function looksLikeOnnx(head: Uint8Array, sizeBytes: number): boolean {
  let at = 0;
  for (let seen = 0; seen < 8; seen += 1) {
    if (at === sizeBytes || at >= head.length) return seen >= 2;
    const tag = varintAt(head, at);
    if (tag === null) return seen >= 2;
    const number = tag.value >>> 3;
    const wire = tag.value & 7;
    const value = varintAt(head, tag.next);
    if (value === null || !isModelField(number, wire)) return false;
    if (number === 7) return true;
    at = wire === 0 ? value.next : value.next + value.value;
    if (at > sizeBytes) return false;
  }
  return true;
}

function isModelField(number: number, wire: number): boolean {
  return wire === 0 ? VARINT_FIELDS.has(number) : wire === 2 && LENGTH_FIELDS.has(number);
}

function varintAt(bytes: Uint8Array, at: number): { value: number; next: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return null;
}

function identifyText(head: Uint8Array): FileKind | null {
  if (!isMostlyText(head)) return null;
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = /^size (\d{1,15})$/m.exec(text)?.[1];
    return { kind: 'git-lfs-pointer', sizeBytes: size === undefined ? null : Number(size) };
  }
  if (/^(<!doctype html|<html|<head|<body)/i.test(text)) return { kind: 'html' };
  if (/^[{[]/.test(text)) return { kind: 'json' };
  return { kind: 'text' };
}

function isMostlyText(head: Uint8Array): boolean {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b && byte !== 0x0c) odd += 1;
  }
  if (odd > head.length / 100) return false;
  // A character cut at the end of the head is no reason to call the file binary.
  const text = new TextDecoder().decode(head.subarray(0, Math.max(head.length - 3, 1)));
  const replaced = text.split('\ufffd').length - 1;
  return replaced <= 1 + text.length / 100;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
