import type { Datatype } from '../../server/signatures/datatype.ts';
import type { StepTensor, StepTensors, Value } from './step.ts';

type Numbers = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/** A tensor around numbers, without copying them. */
export function tensorOf(datatype: Datatype, shape: number[], data: Numbers | Float16Array): StepTensor {
  return { kind: 'tensor', datatype, shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** A tensor's elements as numbers: a view where they are FP32 already, else converted. INT64 beyond 2^53 loses precision. */
export function numbersOf(tensor: StepTensor): Float32Array | Float64Array {
  const { buffer, byteOffset, byteLength } = aligned(tensor.bytes);
  switch (tensor.datatype) {
    case 'FP32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'FP64':
      return new Float64Array(buffer, byteOffset, byteLength / 8);
    case 'FP16':
      return Float32Array.from(new Float16Array(buffer, byteOffset, byteLength / 2));
    case 'INT64':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'UINT64':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'INT32':
      return Float64Array.from(new Int32Array(buffer, byteOffset, byteLength / 4));
    case 'UINT32':
      return Float64Array.from(new Uint32Array(buffer, byteOffset, byteLength / 4));
    case 'INT16':
      return Float32Array.from(new Int16Array(buffer, byteOffset, byteLength / 2));
    case 'UINT16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case 'INT8':
      return Float32Array.from(new Int8Array(buffer, byteOffset, byteLength));
    case 'UINT8':
    case 'BOOL':
      return Float32Array.from(new Uint8Array(buffer, byteOffset, byteLength));
    case 'BYTES':
      throw new Error('text has no numbers');
  }
}

/** The one tensor of a value. @throws Error when there are several or none */
export function onlyTensor(value: Value): StepTensor {
  if (value.kind === 'tensor') return value;
  if (value.kind === 'tensors' && value.byName.size === 1) return [...value.byName.values()][0] as StepTensor;
  throw new Error(`one tensor is expected, not ${value.kind}`);
}

/** A tensor by its name in the graph. @throws Error */
export function namedTensor(value: StepTensors | { tensors: ReadonlyMap<string, StepTensor> }, name: string): StepTensor {
  const tensor = ('byName' in value ? value.byName : value.tensors).get(name);
  if (!tensor) throw new Error(`the graph gave no ${name}`);
  return tensor;
}

// Views need their element size to divide the offset; bytes cut out of a frame do not promise that.
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
