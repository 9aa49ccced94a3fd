import type { ErrorBody } from '../../server/errors.ts';
import type { Piece } from '../../server/signatures/bundle/piece.ts';
import type { FieldValue } from '../../server/signatures/value.ts';
import type { RunTimings } from './protocol.ts';

export interface RunRequest {
  inputs: FieldValue[];
  /** null: all outputs. */
  outputs: string[] | null;
  /** Milliseconds within which it starts, or is left out without an answer; without it it has all the time. */
  leftMs?: number;
}

export interface RunResult {
  outputs: FieldValue[] | null;
  error: ErrorBody | null;
  timings: RunTimings;
}

export interface RunOptions {
  /** Bounds each call of the engine, given the invocations in it. */
  timeoutMs: number | ((indices: number[]) => number);
  /** Most invocations stacked into one call; 1 where left out. */
  maxBatch?: number;
  /** Inputs and outputs are the main graph's own tensors, whatever Steps the version has. */
  raw?: boolean;
  /** Called with the invocations of a call just before it starts. */
  onRunning?(indices: number[]): void;
  /** Text of a run that is still being written. */
  onChunk?(index: number, chunk: Piece): void;
  onResult(index: number, result: RunResult): void;
}
