import type { StepKind } from '../../server/signatures/step.ts';
import { AUDIO_STEPS } from './audio/audio-steps.ts';
import { BOX_STEPS } from './boxes/box-steps.ts';
import { IMAGE_STEPS } from './image/image-steps.ts';
import { MAP_STEPS } from './maps/map-steps.ts';
import { OCR_STEPS } from './ocr/ocr-steps.ts';
import { SCORE_STEPS } from './scores/score-steps.ts';
import type { StepFactory } from './step.ts';
import { TABLE_STEPS } from './tables/table-steps.ts';
import { TEXT_STEPS } from './text/text-steps.ts';

/** Every Step by its kind; one without a file here does not type-check. */
export const STEPS: { [K in StepKind]: StepFactory<K> } = {
  ...IMAGE_STEPS,
  ...AUDIO_STEPS,
  ...TEXT_STEPS,
  ...TABLE_STEPS,
  ...SCORE_STEPS,
  ...BOX_STEPS,
  ...MAP_STEPS,
  ...OCR_STEPS,
};
