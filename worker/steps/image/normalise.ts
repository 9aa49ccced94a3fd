import { expectValue, type StepFactory } from '../step.ts';

/** pixels → pixels: (x − mean) ÷ std of its channel. One number stands for all channels. */
export const normalise: StepFactory<'normalise'> =
  ({ mean, std }) =>
  (value) => {
    const pixels = expectValue(value, 'pixels');
    const { channels, data } = pixels;
    const out = new Float32Array(data.length);
    const means = Float32Array.from({ length: channels }, (_, c) => mean[c % mean.length] as number);
    const deviations = Float32Array.from({ length: channels }, (_, c) => std[c % std.length] as number);
    for (let i = 0, c = 0; i < data.length; i += 1) {
      out[i] = ((data[i] as number) - (means[c] as number)) / (deviations[c] as number);
      c = c + 1 === channels ? 0 : c + 1;
    }
    return { ...pixels, data: out };
  };
