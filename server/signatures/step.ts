import { z } from 'zod';
import { audioSteps } from './steps/audio-steps.ts';
import { boxSteps } from './steps/box-steps.ts';
import { imageSteps } from './steps/image-steps.ts';
import { mapSteps } from './steps/map-steps.ts';
import { ocrSteps } from './steps/ocr-steps.ts';
import { scoreSteps } from './steps/score-steps.ts';
import { tableSteps } from './steps/table-steps.ts';
import { textSteps } from './steps/text-steps.ts';

/**
 * One Step of a field's chain: its kind and its typed parameters. They are stored with the version in full, so that a
 * default that changes later does not change what a version answers.
 */
export const stepSchema = z.discriminatedUnion('kind', [
  ...imageSteps,
  ...audioSteps,
  ...textSteps,
  ...tableSteps,
  ...scoreSteps,
  ...boxSteps,
  ...mapSteps,
  ...ocrSteps,
]);
export type Step = z.infer<typeof stepSchema>;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;
