import { DATATYPES, type Datatype } from '../../server/signatures/datatype.ts';
import type { TensorValue } from '../../server/signatures/value.ts';

/** How far two computations of the same value may lie apart: `absolute` of the tensor's largest value, `relative` of the value. */
export const TOLERANCE = {
  FP16: { absolute: 2e-3, relative: 1e-2 },
  FP32: { absolute: 1e-5, relative: 1e-3 },
  FP64: { absolute: 1e-9, relative: 1e-6 },
} as const;

const READERS: Record<keyof typeof TOLERANCE, (view: DataView, offset: number) => number> = {
  FP16: (view, offset) => view.getFloat16(offset, true),
  FP32: (view, offset) => view.getFloat32(offset, true),
  FP64: (view, offset) => view.getFloat64(offset, true),
};

/** Whether two tensors of one shape hold the same values: floats within TOLERANCE, everything else to the byte. */
export function isSameTensor(a: TensorValue, b: TensorValue): boolean {
  if (a.datatype !== b.datatype || a.shape.join() !== b.shape.join() || a.bytes.byteLength !== b.bytes.byteLength) return false;
  if (!isFloat(a.datatype)) return Buffer.compare(a.bytes, b.bytes) === 0;
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const { absolute, relative } = TOLERANCE[a.datatype];
  const largest = right.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  return left.every((value, i) => {
    const other = right[i] as number;
    return Object.is(value, other) || value === other || Math.abs(value - other) <= absolute * largest + relative * Math.abs(other);
  });
}

/** Whether a tensor says anything: it has elements, and not only NaN or infinities. */
export function isTelling(tensor: TensorValue): boolean {
  return tensor.bytes.byteLength > 0 && (!isFloat(tensor.datatype) || numbersOf(tensor).some(Number.isFinite));
}

function isFloat(datatype: Datatype): datatype is keyof typeof TOLERANCE {
  return Object.hasOwn(TOLERANCE, datatype);
}

function numbersOf({ datatype, bytes }: TensorValue): Float64Array {
  const size = DATATYPES[datatype].bytes;
  const read = READERS[datatype as keyof typeof TOLERANCE];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / size }, (_, i) => read(view, i * size));
}
