import type { StepKind } from '../../server/signatures/step.ts';
import type { StepFactory } from './step.ts';

/** Every Step by its kind. */
export const STEPS: { [K in StepKind]: StepFactory<K> } = {} as { [K in StepKind]: StepFactory<K> };
