import { Tensor } from 'onnxruntime-node';
import { DATATYPES, datatypeOfOrt, type Datatype } from '../../../server/signatures/datatype.ts';
import { packStrings, unpackElements } from '../../../server/signatures/tensor-bytes.ts';

type TypedArrayConstructor = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

const ARRAYS: Record<Exclude<Datatype, 'BYTES'>, TypedArrayConstructor> = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
};

const decoder = new TextDecoder();

/** Little-endian row-major bytes → the engine's tensor. Bytes are copied only where they are not aligned. */
export function toEngineTensor(datatype: Datatype, shape: number[], bytes: Uint8Array): Tensor {
  if (datatype === 'BYTES') {
    const elements = unpackElements(bytes) ?? [];
    return new Tensor(
      'string',
      elements.map((element) => decoder.decode(element)),
      shape,
    );
  }
  const size = DATATYPES[datatype].bytes;
  // A Buffer's own slice would be a view: this copies.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const data = new ARRAYS[datatype](aligned.buffer as ArrayBuffer, aligned.byteOffset, bytes.byteLength / size);
  if (datatype === 'FP16') return toFloat16(data as Uint16Array, shape);
  return new Tensor(DATATYPES[datatype].ort, data as never, shape);
}

// onnxruntime-node 1.30 does not know Float16Array, which Node 24 makes the Tensor hold: give it the Uint16Array back.
function toFloat16(data: Uint16Array, shape: number[]): Tensor {
  const tensor = new Tensor('float16', data as never, shape);
  (tensor as unknown as { cpuData: Uint16Array }).cpuData = data;
  return tensor;
}

/** The engine's tensor → datatype and bytes; a view of the engine's memory where there is one. */
export function fromEngineTensor(tensor: Tensor): { datatype: Datatype; shape: number[]; bytes: Uint8Array } {
  const datatype = datatypeOfOrt(tensor.type);
  if (!datatype) throw new Error(`output type ${tensor.type} is not served`);
  const shape = [...tensor.dims];
  if (datatype === 'BYTES') return { datatype, shape, bytes: packStrings(tensor.data as string[]) };
  const data = tensor.data as ArrayBufferView;
  return { datatype, shape, bytes: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength) };
}
