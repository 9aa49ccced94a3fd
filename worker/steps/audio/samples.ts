import { expectValue, type Sound, type StepFactory, type Value } from '../step.ts';
import { tensorOf } from '../tensor.ts';

/** sound → sound of exactly this many samples: zeros at the end, or cut. */
export const padOrTrim: StepFactory<'pad-or-trim'> =
  ({ samples }) =>
  (value) =>
    changed(value, (channel) => {
      if (channel.length >= samples) return channel.subarray(0, samples);
      const padded = new Float32Array(samples);
      padded.set(channel);
      return padded;
    });

/** sound → sound with mean 0 and variance 1: (x − mean) ÷ √(variance + 1e-7). Source: Wav2Vec2FeatureExtractor. */
export const zeroMeanUnitVariance: StepFactory<'zero-mean-unit-variance'> = () => (value) =>
  changed(value, (channel) => {
    const mean = channel.reduce((sum, sample) => sum + sample, 0) / channel.length;
    const variance = channel.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / channel.length;
    const deviation = Math.sqrt(variance + 1e-7);
    return channel.map((sample) => (sample - mean) / deviation);
  });

/** sound → sound × factor. */
export const scaleSamples: StepFactory<'scale-samples'> =
  ({ factor }) =>
  (value) =>
    changed(value, (channel) => channel.map((sample) => sample * factor));

/** sound of one channel → tensor FP32 [1, samples], [samples] or [1, 1, samples]. */
export const samplesToTensor: StepFactory<'samples-to-tensor'> =
  ({ shape }) =>
  (value) => {
    const samples = onlyChannel(expectValue(value, 'sound'));
    const dims = { batch: [1, samples.length], flat: [samples.length], channel: [1, 1, samples.length] }[shape];
    return tensorOf('FP32', dims, samples);
  };

/** The one channel of a sound that was mixed down. @throws Error */
export function onlyChannel({ channels }: Sound): Float32Array {
  const [only] = channels;
  if (!only || channels.length > 1) throw new Error('a sound of one channel is expected: mix it down first');
  return only;
}

function changed(value: Value, change: (channel: Float32Array) => Float32Array): Sound {
  const sound = expectValue(value, 'sound');
  return { ...sound, channels: sound.channels.map(change) };
}
