import type { ErrorBody } from '../../server/errors.ts';
import type { Piece } from '../../server/signatures/bundle/piece.ts';
import { DATATYPES, type Datatype } from '../../server/signatures/datatype.ts';
import type { Choice } from '../../server/signatures/choice.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { FieldValue } from '../../server/signatures/value.ts';

/**
 * What a worker and its runner say to each other, as frames on fd 3.
 *
 *   started ─hello─► idle ─inspect─► idle ─load─► loaded ─run─► loaded …   killed at any time by the worker
 *
 * The worker asks, the runner answers with the same `id`: `inspected`, `loaded` or `failed`. During a `run` it says
 * `running` with the invocations it is about to compute in one call of the engine (at most `maxBatch` rows, stacked along
 * `axes` where their shapes are equal; a call that fails is halved and said again), then one `result` or `failed` for each of them, and `done` after the last. Should it die, only the
 * invocations it last said it was running can be to blame. Bytes of values travel in the payload, at `offset`.
 */
export type WireValue = WireTensor | WireMedia;

export interface WireTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  offset: number;
  length: number;
}

export interface WireMedia {
  name: string;
  mediaType: string;
  offset: number;
  length: number;
}

export interface WireInvocation {
  inputs: WireValue[];
  /** null: all outputs named when loading. */
  outputs: string[] | null;
  /** One that is not started within so many milliseconds is left out, without an answer; null: it has all the time. */
  leftMs: number | null;
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
  /** Tokens that texts became. */
  inputTokens?: number;
}

export type ToRunner =
  | { kind: 'inspect'; id: number; files: { name: string; sizeBytes: number }[]; choice: Choice | null }
  | { kind: 'load'; id: number; signature: Signature; threads: number; device: string }
  | { kind: 'run'; id: number; invocations: WireInvocation[]; maxBatch: number; axes: BatchAxes | null; raw: boolean }
  /** Invocations of the run `id` nobody waits for any more. The runner ends them if it can; nothing is answered. */
  | { kind: 'cancel'; id: number; indices: number[] };

export type FromRunner =
  | { kind: 'hello' }
  | { kind: 'inspected'; id: number; signature: Signature }
  | { kind: 'loaded'; id: number; loadMs: number; residentBytes: number }
  | { kind: 'running'; id: number; indices: number[] }
  | { kind: 'chunk'; id: number; index: number; chunk: Piece }
  | { kind: 'result'; id: number; index: number; outputs: WireValue[]; timings: RunTimings }
  | { kind: 'failed'; id: number; index?: number; error: ErrorBody; timings?: RunTimings }
  | { kind: 'done'; id: number };

/**
 * A runner's outputs, checked: a hostile runner must not make us read outside its payload or keep a shape that does not
 * hold its bytes. @throws Error
 */
export function checkValues(value: unknown, payload: Uint8Array): FieldValue[] {
  if (!Array.isArray(value)) throw new Error('outputs are not a list');
  return value.map((item: unknown) => {
    const { name, offset, length, ...rest } = item as WireValue;
    if (typeof name !== 'string') throw new Error('an output without a name');
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > payload.byteLength) {
      throw new Error('an output lies outside its payload');
    }
    const bytes = payload.subarray(offset, offset + length);
    return 'mediaType' in rest ? { name, mediaType: checkMediaType(rest.mediaType), bytes } : { name, ...checkTensor(rest, length), bytes };
  });
}

function checkMediaType(value: unknown): string {
  if (typeof value !== 'string' || !/^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(value)) throw new Error('an output of an impossible media type');
  return value;
}

function checkTensor({ datatype, shape }: { datatype: Datatype; shape: number[] }, length: number): { datatype: Datatype; shape: number[] } {
  const type = (DATATYPES as Record<string, { bytes: number } | undefined>)[datatype];
  if (!type || !Array.isArray(shape)) throw new Error('an output is not a tensor');
  if (!shape.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) throw new Error('an output has an impossible shape');
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (type.bytes > 0 && count * type.bytes !== length) throw new Error('an output does not fill its shape');
  return { datatype, shape: [...shape] };
}

/** Which invocations of a run of `count` a runner says it computes now, checked. @throws Error */
export function checkIndices(value: unknown, count: number): number[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error('a runner that runs nothing');
  return value.map((index: unknown) => {
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count) throw new Error('a runner that runs what it was not given');
    return index as number;
  });
}
