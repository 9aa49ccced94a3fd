import type { Dim } from './field.ts';
import { HEADER_BYTES, lengthField, varintField } from './wire-reader.ts';
import type { Walk, WireReader } from './wire-reader.ts';
import { readName } from './walk-text.ts';

/** The type of a graph input or output. */
export type ValueType =
  | { kind: 'tensor'; elemType: number; shape: Dim[] | null }
  /** Anything but a plain tensor, as onnxruntime spells it: "seq(tensor(float))". */
  | { kind: 'other'; text: string };

export interface ValueInfo {
  name: string;
  /** null when the file gives no type. */
  type: ValueType | null;
}

const MAX_TYPE_DEPTH = 12;
const MAX_RANK = 1_024;

const ELEM_TYPES = [
  'undefined',
  'float',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'double',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
] as const;

/** The ONNX spelling of an elem_type number: 16 is "bfloat16". */
export function elemTypeName(elemType: number): string {
  return ELEM_TYPES[elemType] ?? `type ${elemType}`;
}

/** Reads a ValueInfoProto. Source: onnx.proto, ValueInfoProto and TypeProto. */
export function* walkValueInfo(reader: WireReader): Walk<ValueInfo> {
  const end = reader.payloadEnd();
  const info: ValueInfo = { name: '', type: null };
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) info.name = yield* readName(reader);
    else if (reader.key === lengthField(2)) info.type = (yield* walkType(reader, 1)) ?? info.type;
    else reader.skip();
  }
  return info;
}

function* walkType(reader: WireReader, depth: number): Walk<ValueType | null> {
  if (depth > MAX_TYPE_DEPTH) throw reader.broken(`a type is nested more than ${MAX_TYPE_DEPTH} deep`);
  const end = reader.payloadEnd();
  let type: ValueType | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case lengthField(1):
        type = yield* walkTensorType(reader);
        break;
      case lengthField(4):
        type = wrap('seq', yield* walkInner(reader, 1, depth));
        break;
      case lengthField(5):
        type = yield* walkMapType(reader, depth);
        break;
      case lengthField(8): {
        const { elemType } = yield* walkTensorType(reader);
        type = wrap('sparse_tensor', elemTypeName(elemType));
        break;
      }
      case lengthField(9):
        type = wrap('optional', yield* walkInner(reader, 1, depth));
        break;
      case lengthField(7):
        type = wrap('opaque', '');
        reader.skip();
        break;
      default:
        reader.skip();
    }
  }
  return type;
}

function wrap(outer: string, inner: string): ValueType {
  return { kind: 'other', text: `${outer}(${inner})` };
}

function spell(type: ValueType | null): string {
  if (type === null) return 'undefined';
  return type.kind === 'tensor' ? `tensor(${elemTypeName(type.elemType)})` : type.text;
}

/** A message whose field `number` is a TypeProto: sequence and optional. */
function* walkInner(reader: WireReader, number: number, depth: number): Walk<string> {
  const end = reader.payloadEnd();
  let inner: ValueType | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(number)) inner = yield* walkType(reader, depth + 1);
    else reader.skip();
  }
  return spell(inner);
}

function* walkMapType(reader: WireReader, depth: number): Walk<ValueType> {
  const end = reader.payloadEnd();
  let key = 0;
  let value: ValueType | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === varintField(1)) key = reader.value();
    else if (reader.key === lengthField(2)) value = yield* walkType(reader, depth + 1);
    else reader.skip();
  }
  return wrap('map', `${elemTypeName(key)},${spell(value)}`);
}

function* walkTensorType(reader: WireReader): Walk<ValueType & { kind: 'tensor' }> {
  const end = reader.payloadEnd();
  let elemType = 0;
  let shape: Dim[] | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === varintField(1)) elemType = reader.value();
    else if (reader.key === lengthField(2)) shape = yield* walkShape(reader);
    else reader.skip();
  }
  return { kind: 'tensor', elemType, shape };
}

function* walkShape(reader: WireReader): Walk<Dim[]> {
  const end = reader.payloadEnd();
  const dims: Dim[] = [];
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) dims.push(yield* walkDim(reader));
    else reader.skip();
    if (dims.length > MAX_RANK) throw reader.broken(`a shape has more than ${MAX_RANK} dimensions`);
  }
  return dims;
}

/** A fixed size, a name, or null. A negative size (some exporters write -1) means an open dimension. */
function* walkDim(reader: WireReader): Walk<Dim> {
  const end = reader.payloadEnd();
  let dim: Dim = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === varintField(1)) {
      const size = reader.value();
      if (size > Number.MAX_SAFE_INTEGER) throw reader.broken(`a dimension of ${reader.decimal()} is declared`);
      dim = size < 0 ? null : size;
    } else if (reader.key === lengthField(2)) {
      const name = yield* readName(reader);
      dim = name === '' ? null : name;
    } else reader.skip();
  }
  return dim;
}
