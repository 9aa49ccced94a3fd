import type { Piece } from '../../../server/signatures/bundle/piece.ts';
import type { FieldValue } from '../../../server/signatures/value.ts';
import type { Value } from '../../steps/step.ts';

/** What one run was sent: the value of each field after its Steps, and the parameters, sent or default. */
export interface GenerationInput {
  value(field: string): Value | null;
  parameter(field: string): unknown;
}

export interface GenerationWork {
  /** Text that is ready, as soon as it is. */
  onChunk(chunk: Piece): void;
  /** Asked between tokens. */
  isCanceled(): boolean;
}

/** A loaded bundle that writes step by step, or speaks. One run at a time: the library keeps one state of chance for all. */
export interface Generator {
  /** The output fields. @throws AppError INVALID_INPUT, CANCELED */
  generate(input: GenerationInput, work: GenerationWork): Promise<FieldValue[]>;
  release(): Promise<void>;
}
