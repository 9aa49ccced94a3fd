import type { StepOf } from '../../../server/signatures/step.ts';
import { numberOf, type StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { assertNumbers } from '../scores/activation.ts';

interface Segment {
  start: number;
  end: number;
}

const LOWER_BY = 0.15;
const LEAST_THRESHOLD = 0.01;

/**
 * tensor [frames, 1] of probabilities → {segments: [{start, end}], frames: [p], hop_s}, times in seconds. Speech begins at
 * the threshold and ends after a silence below threshold − 0.15; short speech is dropped, what is left is padded, and where
 * two pads meet the gap is halved. Source: snakers4/silero-vad utils_vad.py get_speech_timestamps.
 */
export const speechSegments: StepFactory<'speech-segments'> = (step) => (value, run) => {
  const probabilities = numbersOf(onlyTensor(value));
  assertNumbers(probabilities);
  const rate = run.sound ? (run.sound.samples / run.sound.hz) * step.hz : probabilities.length * step.hop;
  const samples = Math.round(rate);
  const found = findSpeech(probabilities, { ...step, threshold: numberOf(step.threshold, run), samples });
  const segments = padSpeech(found, { pad: (step.hz * step.padMs) / 1000, samples }).map(({ start, end }) => ({
    start: toSeconds(start / step.hz),
    end: toSeconds(end / step.hz),
  }));
  return { kind: 'json', data: { segments, frames: Array.from(probabilities, (p) => Number(p.toPrecision(6))), hop_s: step.hop / step.hz } };
};

function findSpeech(probabilities: ArrayLike<number>, how: Omit<StepOf<'speech-segments'>, 'threshold'> & { threshold: number; samples: number }): Segment[] {
  const { hop, hz, threshold, samples } = how;
  const lower = Math.max(threshold - LOWER_BY, LEAST_THRESHOLD);
  const leastSpeech = (hz * how.minSpeechMs) / 1000;
  const leastSilence = (hz * how.minSilenceMs) / 1000;
  const found: Segment[] = [];
  let start: number | null = null;
  let maybeEnd = 0;
  for (let i = 0; i < probabilities.length; i += 1) {
    const p = probabilities[i] as number;
    const at = i * hop;
    if (p >= threshold) maybeEnd = 0;
    if (p >= threshold && start === null) start = at;
    else if (p < lower && start !== null) {
      maybeEnd ||= at;
      if (at - maybeEnd < leastSilence) continue;
      if (maybeEnd - start > leastSpeech) found.push({ start, end: maybeEnd });
      start = null;
      maybeEnd = 0;
    }
  }
  if (start !== null && samples - start > leastSpeech) found.push({ start, end: samples });
  return found;
}

function padSpeech(found: Segment[], { pad, samples }: { pad: number; samples: number }): Segment[] {
  return found.map(({ start, end }, index) => {
    const before = found[index - 1];
    const after = found[index + 1];
    const gapBefore = before ? start - before.end : Infinity;
    const gapAfter = after ? after.start - end : Infinity;
    return {
      start: Math.max(0, start - (gapBefore < 2 * pad ? Math.trunc(gapBefore / 2) : pad)),
      end: Math.min(samples, end + (gapAfter < 2 * pad ? Math.trunc(gapAfter / 2) : pad)),
    };
  });
}

function toSeconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
