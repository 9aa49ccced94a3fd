import type { Datatype } from '../../server/signatures/datatype.ts';

/** A tensor's elements as numbers, for pictures and statistics; null for strings. 64-bit integers lose what a double cannot hold. */
export function numbersOf(datatype: Datatype, bytes: Uint8Array): ArrayLike<number> | null {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  switch (datatype) {
    case 'BYTES':
      return null;
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(buffer, byteOffset, byteLength);
    case 'INT8':
      return new Int8Array(buffer, byteOffset, byteLength);
    case 'UINT16':
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case 'INT16':
      return new Int16Array(buffer, byteOffset, byteLength / 2);
    case 'UINT32':
      return new Uint32Array(buffer, byteOffset, byteLength / 4);
    case 'INT32':
      return new Int32Array(buffer, byteOffset, byteLength / 4);
    case 'UINT64':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'INT64':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
    case 'FP16':
      return halves(new Uint16Array(buffer, byteOffset, byteLength / 2));
    case 'FP32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'FP64':
      return new Float64Array(buffer, byteOffset, byteLength / 8);
  }
}

// IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits.
function halves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

export interface TensorSummary {
  count: number;
  nanCount: number;
  infiniteCount: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
  /** Finite elements per equal bin from min to max. */
  bins: number[];
}

const BINS = 32;

/** Minimum, maximum, mean, standard deviation (of the population) and a histogram of the finite elements. */
export function summarise(values: ArrayLike<number>): TensorSummary {
  let nanCount = 0;
  let infiniteCount = 0;
  let finite = 0;
  let min = Infinity;
  let max = -Infinity;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) nanCount++;
    else if (!Number.isFinite(value)) infiniteCount++;
    else {
      // Welford: no catastrophic cancellation over millions of elements.
      finite++;
      const delta = value - mean;
      mean += delta / finite;
      squares += delta * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (finite === 0) return { count: values.length, nanCount, infiniteCount, min: null, max: null, mean: null, std: null, bins: [] };
  return { count: values.length, nanCount, infiniteCount, min, max, mean, std: Math.sqrt(squares / finite), bins: binsOf(values, min, max) };
}

function binsOf(values: ArrayLike<number>, min: number, max: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const bin = width === 0 ? 0 : Math.min(BINS - 1, Math.floor((value - min) / width));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}
