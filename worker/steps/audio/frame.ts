import { expectValue, type StepFactory } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import { onlyChannel } from './samples.ts';

/**
 * sound of one channel → tensor FP32 [frames, context + size]: windows of `size` samples every `hop`, each behind the
 * `context` samples before it, which are zeros for the first; the last window is filled up with zeros. Silero's models want
 * the context and say nothing when it is missing. Source: snakers4/silero-vad utils_vad.py OnnxWrapper.
 */
export const frame: StepFactory<'frame'> =
  ({ size, hop = size, context }) =>
  (value) => {
    const samples = onlyChannel(expectValue(value, 'sound'));
    const frames = Math.max(1, Math.ceil((samples.length - size) / hop) + 1);
    const width = context + size;
    const data = new Float32Array(frames * width);
    for (let row = 0; row < frames; row += 1) {
      const start = row * hop - context;
      const first = Math.max(0, start);
      data.set(samples.subarray(first, Math.min(samples.length, row * hop + size)), row * width + (first - start));
    }
    return tensorOf('FP32', [frames, width], data);
  };
