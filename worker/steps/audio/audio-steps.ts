import { decodeAudio } from './decode-audio.ts';
import { frame } from './frame.ts';
import { logMel } from './log-mel.ts';
import { mixDown } from './mix-down.ts';
import { resample } from './resample.ts';
import { padOrTrim, samplesToTensor, scaleSamples, zeroMeanUnitVariance } from './samples.ts';
import { speechSegments } from './speech-segments.ts';

/** From the bytes of a recording to a tensor, and from probabilities to speech. */
export const AUDIO_STEPS = {
  'decode-audio': decodeAudio,
  'mix-down': mixDown,
  resample,
  'pad-or-trim': padOrTrim,
  'zero-mean-unit-variance': zeroMeanUnitVariance,
  'scale-samples': scaleSamples,
  'samples-to-tensor': samplesToTensor,
  frame,
  'log-mel': logMel,
  'speech-segments': speechSegments,
};
