import type { ErrorBody } from '../../server/errors.ts';
import { DATATYPES, type Datatype } from '../../server/signatures/datatype.ts';
import type { Signature } from '../../server/signatures/schema.ts';

/**
 * What a worker and its runner say to each other, as frames on fd 3.
 *
 *   started ─hello─► idle ─inspect─► idle ─load─► loaded ─run─► loaded …   killed at any time by the worker
 *
 * The worker asks, the runner answers with the same `id`: `inspected`, `loaded` or `failed`. During a `run` it says
 * `running` with the invocations it is about to compute in one call of the engine (at most `maxBatch` rows, stacked along
 * `axes` where their shapes are equal; a call that fails is halved and said again), then one `result` or `failed` for each of them, and `done` after the last. Should it die, only the
 * invocations it last said it was running can be to blame. Tensor bytes travel in the payload, at `offset`.
 */
export interface WireTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  offset: number;
  length: number;
}

export interface WireInvocation {
  inputs: WireTensor[];
  /** null: all outputs named when loading. */
  outputs: string[] | null;
}

/** Along which axis each tensor is stacked. An input without one must be equal in all that share a call. */
export interface BatchAxes {
  inputs: Record<string, number>;
  outputs: Record<string, number>;
}

export interface RunTimings {
  preMs: number;
  runMs: number;
  postMs: number;
  /** Invocations that shared the call of the engine; runMs is the call's. */
  batchSize: number;
}

export type ToRunner =
  | { kind: 'inspect'; id: number; files: { name: string; sizeBytes: number }[] }
  | { kind: 'load'; id: number; file: string; outputs: string[]; threads: number; device: string }
  | { kind: 'run'; id: number; invocations: WireInvocation[]; maxBatch: number; axes: BatchAxes | null };

export type FromRunner =
  | { kind: 'hello' }
  | { kind: 'inspected'; id: number; signature: Signature }
  | { kind: 'loaded'; id: number; loadMs: number; residentBytes: number }
  | { kind: 'running'; id: number; indices: number[] }
  | { kind: 'result'; id: number; index: number; outputs: WireTensor[]; timings: RunTimings }
  | { kind: 'failed'; id: number; index?: number; error: ErrorBody; timings?: RunTimings }
  | { kind: 'done'; id: number };

/**
 * A runner's output tensors, checked: a hostile runner must not make us read outside its payload or keep a shape that
 * does not hold its bytes. @throws Error
 */
export function checkTensors(value: unknown, payloadBytes: number): WireTensor[] {
  if (!Array.isArray(value)) throw new Error('outputs are not a list');
  return value.map((item: unknown) => {
    const tensor = item as WireTensor;
    const type = (DATATYPES as Record<string, { bytes: number } | undefined>)[tensor?.datatype];
    if (typeof tensor?.name !== 'string' || !type || !Array.isArray(tensor.shape)) throw new Error('an output is not a tensor');
    if (!tensor.shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) throw new Error('an output has an impossible shape');
    const { offset, length } = tensor;
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > payloadBytes) {
      throw new Error('an output lies outside its payload');
    }
    const count = tensor.shape.reduce((product, dim) => product * dim, 1);
    if (type.bytes > 0 && count * type.bytes !== length) throw new Error('an output does not fill its shape');
    return { name: tensor.name, datatype: tensor.datatype, shape: [...tensor.shape], offset, length };
  });
}

/** Which invocations of a run of `count` a runner says it computes now, checked. @throws Error */
export function checkIndices(value: unknown, count: number): number[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error('a runner that runs nothing');
  return value.map((index: unknown) => {
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count) throw new Error('a runner that runs what it was not given');
    return index as number;
  });
}
