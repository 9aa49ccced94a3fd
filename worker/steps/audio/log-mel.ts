import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type StepFactory } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import { melFilters, type MelBand } from './mel-filters.ts';
import { powerSpectrum } from './power-spectrum.ts';
import { onlyChannel } from './samples.ts';

const HZ = 16_000;
const WINDOW = 400;
const HOP = 160;

/**
 * sound of one channel at 16 kHz → log-mel spectrogram. `whisper`: exactly frames × 160 samples (zeros, or cut), centred
 * windows over a mirrored edge, log10, the range of the loudest 8, tensor FP32 [1, bands, frames]. `ast`: Kaldi's filter bank
 * without dither, natural logarithm, filled up with zeros to `frames`, then (x − mean) ÷ (2 × std), tensor FP32
 * [1, frames, bands]. Source: transformers WhisperFeatureExtractor and ASTFeatureExtractor, their numpy paths.
 */
export const logMel: StepFactory<'log-mel'> = (step) => (step.style === 'whisper' ? whisper(step) : ast(step));

type Apply = Awaited<ReturnType<StepFactory<'log-mel'>>>;

function whisper({ bands, frames }: StepOf<'log-mel'>): Apply {
  const filters = melFilters({ bands, bins: WINDOW / 2 + 1, hz: HZ, low: 0, high: 8000, scale: 'slaney' });
  const window = Float64Array.from({ length: WINDOW }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / WINDOW));
  const spectrum = powerSpectrum(WINDOW);
  return (value) => {
    const samples = mirrored(Float64Array.from({ length: frames * HOP }, sampleOf(onlyChannel(expectValue(value, 'sound')))), WINDOW / 2);
    const frame = new Float64Array(WINDOW);
    const power = new Float64Array(WINDOW / 2 + 1);
    const data = new Float32Array(bands * frames);
    let loudest = -Infinity;
    for (let at = 0; at < frames; at += 1) {
      for (let k = 0; k < WINDOW; k += 1) frame[k] = (samples[at * HOP + k] as number) * (window[k] as number);
      spectrum(frame, power);
      filters.forEach((band, row) => {
        const level = Math.log10(Math.max(1e-10, energyOf(band, power)));
        data[row * frames + at] = level;
        loudest = Math.max(loudest, level);
      });
    }
    const floor = Math.fround(loudest) - 8;
    return tensorOf(
      'FP32',
      [1, bands, frames],
      data.map((level) => (Math.max(level, floor) + 4) / 4),
    );
  };
}

function ast({ bands, frames, mean, std }: StepOf<'log-mel'>): Apply {
  const size = 512;
  const filters = melFilters({ bands, bins: size / 2 + 1, hz: HZ, low: 20, high: HZ / 2, scale: 'kaldi' });
  const window = Float64Array.from({ length: WINDOW }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / (WINDOW - 1)));
  const spectrum = powerSpectrum(size);
  return (value) => {
    const samples = onlyChannel(expectValue(value, 'sound'));
    const heard = Math.max(0, Math.min(frames, Math.floor((samples.length - WINDOW) / HOP) + 1));
    const power = new Float64Array(size / 2 + 1);
    const data = new Float32Array(frames * bands);
    for (let at = 0; at < heard; at += 1) {
      spectrum(emphasised(samples.subarray(at * HOP, at * HOP + WINDOW), window), power);
      filters.forEach((band, column) => {
        data[at * bands + column] = Math.log(Math.max(1.192092955078125e-7, energyOf(band, power)));
      });
    }
    return tensorOf(
      'FP32',
      [1, frames, bands],
      data.map((level) => (level - mean) / (2 * std)),
    );
  };
}

// Kaldi: each frame loses its mean, then every sample 0.97 of the one before.
function emphasised(samples: Float32Array, window: Float64Array): Float64Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  return window.map((weight, at) => {
    const here = (samples[at] as number) - mean;
    const before = at === 0 ? here : (samples[at - 1] as number) - mean;
    return (here - 0.97 * before) * weight;
  });
}

function energyOf({ first, weights }: MelBand, power: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += (weights[at] as number) * (power[first + at] as number);
  return sum;
}

const sampleOf = (samples: Float32Array) => (_: unknown, at: number) => samples[at] ?? 0;

/** numpy's "reflect": the edge itself is not repeated. */
function mirrored(samples: Float64Array, by: number): Float64Array {
  const last = samples.length - 1;
  return Float64Array.from({ length: samples.length + by * 2 }, (_, at) => {
    const place = Math.abs(at - by);
    return samples[place > last ? 2 * last - place : place] as number;
  });
}
