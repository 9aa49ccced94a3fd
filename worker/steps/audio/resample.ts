import { expectValue, type StepFactory } from '../step.ts';

const ZERO_CROSSINGS = 6;
const ROLL_OFF = 0.99;

interface Kernel {
  /** Rates divided by their greatest common divisor. */
  from: number;
  to: number;
  width: number;
  /** One row of taps per output phase. */
  taps: Float64Array[];
}

/**
 * sound → sound at `hz`, by a windowed sinc (Hann, six zero crossings, roll-off 0.99); ceil(new × samples ÷ old) samples.
 * Source: torchaudio functional.resample, sinc_interp_hann.
 */
export const resample: StepFactory<'resample'> = ({ hz }) => {
  const kernels = new Map<number, Kernel>();
  return (value) => {
    const sound = expectValue(value, 'sound');
    if (sound.hz === hz) return sound;
    const kernel = kernels.get(sound.hz) ?? kernelOf(sound.hz, hz);
    kernels.set(sound.hz, kernel);
    return { kind: 'sound', hz, channels: sound.channels.map((channel) => convolve(channel, kernel)) };
  };
};

function kernelOf(oldHz: number, newHz: number): Kernel {
  const divisor = greatestCommonDivisor(oldHz, newHz);
  const [from, to] = [oldHz / divisor, newHz / divisor];
  const base = Math.min(from, to) * ROLL_OFF;
  const width = Math.ceil((ZERO_CROSSINGS * from) / base);
  const taps = Array.from({ length: to }, (_, phase) =>
    Float64Array.from({ length: 2 * width + from }, (_unused, k) => {
      const time = Math.max(-ZERO_CROSSINGS, Math.min(ZERO_CROSSINGS, (-phase / to + (k - width) / from) * base));
      const window = Math.cos((time * Math.PI) / ZERO_CROSSINGS / 2) ** 2;
      const angle = time * Math.PI;
      return (angle === 0 ? 1 : Math.sin(angle) / angle) * window * (base / from);
    }),
  );
  return { from, to, width, taps };
}

function convolve(samples: Float32Array, { from, to, width, taps }: Kernel): Float32Array {
  const length = Math.ceil((to * samples.length) / from);
  const out = new Float32Array(length);
  for (let i = 0; i < length; i += 1) {
    const row = taps[i % to] as Float64Array;
    const start = Math.trunc(i / to) * from - width;
    const first = Math.max(0, -start);
    const last = Math.min(row.length, samples.length - start);
    let sum = 0;
    for (let k = first; k < last; k += 1) sum += (row[k] as number) * (samples[start + k] as number);
    out[i] = sum;
  }
  return out;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
