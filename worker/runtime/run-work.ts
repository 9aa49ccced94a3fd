import { AppError, isAppError, type ErrorBody } from '../../server/errors.ts';
import type { Piece } from '../../server/signatures/bundle/piece.ts';
import type { FieldValue } from '../../server/signatures/value.ts';
import type { BatchAxes, RunTimings } from './protocol.ts';

/** One invocation as a runner carries it out. */
export interface RunItem {
  inputs: FieldValue[];
  /** null: all outputs. */
  outputs: string[] | null;
}

/** How they are carried out, and whom to tell. */
export interface RunWork {
  maxBatch: number;
  axes: BatchAxes | null;
  /** Inputs and outputs are the main graph's own tensors: no Steps. */
  raw: boolean;
  onRunning(indices: number[]): void;
  /** Text of a run that is still being written. */
  onChunk(index: number, chunk: Piece): void;
  /** Nobody waits for it any more: asked wherever a run can be ended. */
  isCanceled(index: number): boolean;
  /** Nobody waits for it, or its time is up: asked before it is started. */
  isUnwanted(index: number): boolean;
  onResult(index: number, outputs: FieldValue[], timings: RunTimings): void;
  onFailed(index: number, error: ErrorBody, timings?: RunTimings): void;
}

/** What went wrong, as it crosses the wire. */
export function toErrorBody(error: unknown): ErrorBody {
  if (isAppError(error)) return error.toBody();
  return new AppError('INTERNAL', 'The runner could not do this.', { cause: error instanceof Error ? error.message : String(error) }).toBody();
}
