import { lengthField, varintField, HEADER_BYTES } from './wire-reader.ts';
import type { Walk, WireReader } from './wire-reader.ts';
import { readName } from './walk-text.ts';

/** A TensorProto without its payload. */
export interface TensorSummary {
  name: string;
  elementCount: number;
  /** Bytes of the values: by dims and type where the type has a size, by payload otherwise. */
  sizeBytes: number;
  external: { location: string; endBytes: number | null } | null;
}

interface Draft {
  name: string;
  elementCount: number;
  elemType: number;
  payloadBytes: number;
  isExternal: boolean;
  entries: Map<string, string>;
}

// onnx.proto, TensorProto.DataType; 8 (string) has no fixed size.
const BITS = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2];

/** Reads a TensorProto, jumping over its values. Source: onnx.proto, TensorProto. */
export function* walkTensor(reader: WireReader): Walk<TensorSummary> {
  const end = reader.payloadEnd();
  const draft: Draft = {
    name: '',
    elementCount: 1,
    elemType: 0,
    payloadBytes: 0,
    isExternal: false,
    entries: new Map(),
  };
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case varintField(1):
        multiplyDim(reader, draft);
        break;
      case lengthField(1):
        yield* walkPackedDims(reader, draft);
        break;
      case varintField(2):
        draft.elemType = reader.value();
        break;
      case lengthField(8):
        draft.name = yield* readName(reader);
        break;
      case lengthField(13):
        yield* walkExternalEntry(reader, draft);
        break;
      case varintField(14):
        draft.isExternal = reader.value() === 1;
        break;
      default:
        if (isPayload(reader.key)) draft.payloadBytes += reader.length;
        reader.skip();
    }
  }
  return summarise(reader, draft);
}

function multiplyDim(reader: WireReader, draft: Draft): void {
  const size = reader.value();
  draft.elementCount *= size;
  if (size < 0 || !Number.isSafeInteger(draft.elementCount)) {
    throw reader.broken(`a weight has an impossible dimension (${reader.decimal()})`);
  }
}

function* walkPackedDims(reader: WireReader, draft: Draft): Walk<void> {
  const end = reader.payloadEnd();
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readPacked(end);
    multiplyDim(reader, draft);
  }
}

/** StringStringEntryProto of external_data: location, offset, length, checksum. */
function* walkExternalEntry(reader: WireReader, draft: Draft): Walk<void> {
  const { key, value } = yield* walkEntry(reader, readName);
  draft.entries.set(key, value);
}

/** Reads a StringStringEntryProto. Source: onnx.proto, StringStringEntryProto. */
export function* walkEntry(reader: WireReader, readValue: (reader: WireReader) => Walk<string>): Walk<{ key: string; value: string }> {
  const end = reader.payloadEnd();
  let key = '';
  let value = '';
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) key = yield* readName(reader);
    else if (reader.key === lengthField(2)) value = yield* readValue(reader);
    else reader.skip();
  }
  return { key, value };
}

// float_data, int32_data, string_data, int64_data, raw_data, double_data, uint64_data.
function isPayload(key: number): boolean {
  const number = key >>> 3;
  return (number >= 4 && number <= 7) || (number >= 9 && number <= 11);
}

function summarise(reader: WireReader, draft: Draft): TensorSummary {
  const bits = BITS[draft.elemType] ?? 0;
  const fixedBytes = Math.ceil((draft.elementCount * bits) / 8);
  const sizeBytes = bits === 0 ? draft.payloadBytes : fixedBytes;
  const { name, elementCount } = draft;
  const external = draft.isExternal ? externalPart(reader, draft, bits === 0 ? null : fixedBytes) : null;
  return { name, elementCount, sizeBytes, external };
}

function externalPart(reader: WireReader, draft: Draft, fixedBytes: number | null): TensorSummary['external'] {
  const location = draft.entries.get('location');
  if (location === undefined || location === '') {
    throw reader.broken(`weight \`${draft.name}\` says it is stored in another file but names none; it ends`);
  }
  const offset = byteNumber(reader, draft, 'offset') ?? 0;
  const length = byteNumber(reader, draft, 'length') ?? fixedBytes;
  return { location, endBytes: length === null ? null : offset + length };
}

function byteNumber(reader: WireReader, draft: Draft, key: 'offset' | 'length'): number | null {
  const text = draft.entries.get(key);
  if (text === undefined) return null;
  const value = Number(text);
  if (/^[0-9]{1,15}$/.test(text) && Number.isSafeInteger(value)) return value;
  throw reader.broken(`weight \`${draft.name}\` has the external data ${key} "${text.slice(0, 40)}", which is no number of bytes; it ends`);
}
