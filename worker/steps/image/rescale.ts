import { expectValue, type StepFactory } from '../step.ts';

/** picture → pixels: x × factor + offset, computed in float64 and kept in float32, as numpy does it. One look-up per level. */
export const rescale: StepFactory<'rescale'> = ({ factor, offset }) => {
  const levels = Float32Array.from({ length: 256 }, (_, level) => level * factor + offset);
  return (value) => {
    const { width, height, channels, data } = expectValue(value, 'picture');
    const pixels = new Float32Array(data.length);
    for (let i = 0; i < data.length; i += 1) pixels[i] = levels[data[i] as number] as number;
    return { kind: 'pixels', width, height, channels, data: pixels };
  };
};

/** picture → pixels divided by the picture's own largest value; a black picture stays 0. Source: rembg sessions/base.py. */
export const rescaleByMax: StepFactory<'rescale-by-max'> = () => (value) => {
  const { width, height, channels, data } = expectValue(value, 'picture');
  const most = Math.max(
    data.reduce((max, level) => (level > max ? level : max), 0),
    1e-6,
  );
  return { kind: 'pixels', width, height, channels, data: Float32Array.from(data, (level) => level / most) };
};
