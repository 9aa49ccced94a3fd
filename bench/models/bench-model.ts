import type { Datatype } from '../../server/signatures/datatype.ts';

export interface BenchTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  /** Little-endian, row-major. */
  bytes: Uint8Array;
}

/** A model file and what it is asked: several inputs in turn, so that answers that got mixed up are noticed. */
export interface BenchModel {
  name: string;
  label: string;
  file: string;
  inputs: BenchTensor[][];
  /** Runs are stacked for the raw engine's best throughput; without a computation there is nothing to gain. */
  stackable: boolean;
  /** Largest relative difference between a run alone and in a batch. */
  tolerance: number;
  /** How it is asked; a large tensor goes in binary only. */
  doors: ('json' | 'binary')[];
  /** Compared with Python servers of the same file. */
  againstPython: boolean;
  /** Numbers of clients of the closed loop. */
  clients: number[];
}

/** A float32 tensor filled by `next`. */
export function floatTensor(name: string, shape: number[], next: () => number): BenchTensor {
  const values = Float32Array.from({ length: shape.reduce((size, dim) => size * dim, 1) }, next);
  return { name, datatype: 'FP32', shape, bytes: new Uint8Array(values.buffer) };
}
