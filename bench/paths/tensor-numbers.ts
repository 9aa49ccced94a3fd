import type { BenchTensor } from '../models/bench-model.ts';

/** The elements of a tensor as JSON carries them. */
export function toNumbers({ datatype, bytes }: BenchTensor): number[] {
  const buffer = bytes.slice().buffer as ArrayBuffer;
  return datatype === 'INT64' ? Array.from(new BigInt64Array(buffer), Number) : Array.from(new Float32Array(buffer));
}
