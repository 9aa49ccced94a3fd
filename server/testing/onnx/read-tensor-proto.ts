import { DATATYPES, datatypeOfOnnx } from '../../signatures/datatype.ts';
import type { Datatype } from '../../signatures/datatype.ts';
import { elementCount, packElements } from '../../signatures/tensor-bytes.ts';

/** A tensor with its values: little-endian, row-major, BYTES as u32 length and bytes per element. */
export interface ReadTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  bytes: Uint8Array;
}

interface Wire {
  view: DataView;
  at: number;
}

/**
 * Reads a TensorProto with its values, as ONNX's test cases hold them (`input_0.pb`). null for a datatype that we do not
 * serve and for bytes that are no TensorProto (a SequenceProto, an OptionalProto). For trusted test data only.
 */
export function readTensorProto(file: Uint8Array): ReadTensor | null {
  const wire: Wire = { view: new DataView(file.buffer, file.byteOffset, file.byteLength), at: 0 };
  const tensor = { name: '', dims: [] as bigint[], type: 0, raw: null as Uint8Array | null, numbers: [] as (number | bigint)[], texts: [] as Uint8Array[] };
  while (wire.at < file.byteLength) {
    const key = Number(varint(wire));
    const field = key >> 3;
    const payload = (key & 7) === 2 ? take(wire, Number(varint(wire))) : null;
    if (field === 1) tensor.dims.push(...(payload ? varints(payload) : [varint(wire)]));
    else if (field === 2 && !payload) tensor.type = Number(varint(wire));
    else if (field === 6 && payload) tensor.texts.push(payload);
    else if (field === 8 && payload) tensor.name = new TextDecoder().decode(payload);
    else if (field === 9 && payload) tensor.raw = payload;
    else if ((field === 4 || field === 10) && payload) tensor.numbers.push(...floats(payload, field === 4 ? 4 : 8));
    else if (field === 5 || field === 7 || field === 11) tensor.numbers.push(...(payload ? varints(payload) : [varint(wire)]));
    else if (!payload) return null;
  }
  const datatype = datatypeOfOnnx(tensor.type);
  if (datatype === null) return null;
  const bytes = datatype === 'BYTES' ? packElements(tensor.texts) : (tensor.raw ?? bytesOf(datatype, tensor.numbers));
  const shape = tensor.dims.map(Number);
  const size = DATATYPES[datatype].bytes;
  // A SequenceProto's fields can pass for a tensor's until they are counted.
  const isWhole = datatype === 'BYTES' ? elementCount(shape) === tensor.texts.length : elementCount(shape) === bytes.byteLength / size;
  return isWhole ? { name: tensor.name, datatype, shape, bytes } : null;
}

function varint(wire: Wire): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = wire.view.getUint8(wire.at);
    wire.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return BigInt.asIntN(64, value);
}

function take(wire: Wire, length: number): Uint8Array {
  const bytes = new Uint8Array(wire.view.buffer, wire.view.byteOffset + wire.at, length);
  wire.at += length;
  return bytes;
}

function varints(payload: Uint8Array): bigint[] {
  const wire: Wire = { view: new DataView(payload.buffer, payload.byteOffset, payload.byteLength), at: 0 };
  const values: bigint[] = [];
  while (wire.at < payload.byteLength) values.push(varint(wire));
  return values;
}

function floats(payload: Uint8Array, size: 4 | 8): number[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Array.from({ length: payload.byteLength / size }, (_, i) => (size === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true)));
}

/** Values of the typed fields; those of float16 and bool are integers there. */
function bytesOf(datatype: Exclude<Datatype, 'BYTES'>, values: readonly (number | bigint)[]): Uint8Array {
  const size = DATATYPES[datatype].bytes;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (datatype === 'FP32') view.setFloat32(i * 4, Number(value), true);
    else if (datatype === 'FP64') view.setFloat64(i * 8, Number(value), true);
    else for (let byte = 0; byte < size; byte += 1) view.setUint8(i * size + byte, Number((BigInt(value) >> BigInt(byte * 8)) & 0xffn));
  });
  return bytes;
}
