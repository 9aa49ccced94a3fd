import { toRgb } from '../image/channels.ts';
import { resamplePillow } from '../image/resample-pillow.ts';
import type { StepFactory } from '../step.ts';
import { numbersOf, onlyTensor, tensorOf } from '../tensor.ts';
import { colourAt } from './colour-maps.ts';
import { encodePng } from './encode-png.ts';
import { geometryOf, onOriginal, planesOf } from './map-tensor.ts';

/** tensor → tensor with (x − min) ÷ (max − min); all 0 where they are equal. Source: rembg sessions/u2net.py. */
export const minMax: StepFactory<'min-max'> = () => (value) => {
  const tensor = onlyTensor(value);
  const numbers = numbersOf(tensor);
  let [least, most] = [Infinity, -Infinity];
  for (const x of numbers) [least, most] = [Math.min(least, x), Math.max(most, x)];
  const range = most - least;
  return tensorOf(
    'FP32',
    tensor.shape,
    Float32Array.from(numbers, (x) => (range > 0 ? (x - least) / range : 0)),
  );
};

/** tensor [1,1,h,w] in 0..1 → PNG: the picture that was sent with it as alpha. */
export const cutOut: StepFactory<'cut-out'> = () => async (value, run) => {
  const geometry = geometryOf(run);
  if (!run.original) throw new Error('a cut-out needs the picture it is cut from');
  const alpha = await levelsOnOriginal(value, run);
  const { width, height, data } = toRgb(run.original);
  const cut = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    cut.set(data.subarray(i * 3, i * 3 + 3), i * 4);
    cut[i * 4 + 3] = alpha[i] as number;
  }
  return encodePng(cut, { width: geometry.originalWidth, height: geometry.originalHeight, channels: 4 });
};

/** tensor [1,1,h,w] in 0..1 → PNG, 8-bit grey, at the size of the picture that was sent. */
export const maskImage: StepFactory<'mask-image'> = () => async (value, run) => {
  const { originalWidth: width, originalHeight: height } = geometryOf(run);
  return encodePng(await levelsOnOriginal(value, run), { width, height, channels: 1 });
};

// Levels at the model's size, then Lanczos to the picture's: as rembg does it.
async function levelsOnOriginal(value: Parameters<typeof planesOf>[0], run: Parameters<typeof geometryOf>[0]): Promise<Uint8Array> {
  const geometry = geometryOf(run);
  const { planes, width, height } = planesOf(value);
  const levels = Uint8Array.from(planes[0] ?? [], (x) => Math.min(255, Math.max(0, x * 255)));
  const size = { width: geometry.originalWidth, height: geometry.originalHeight, filter: 'lanczos' as const };
  return resamplePillow({ kind: 'picture', width, height, channels: 1, data: levels }, size).data;
}

/** tensor [1,C,h,w] → PNG at its own size; `range` says what black and white are. Values outside are cut. */
export const toImage: StepFactory<'to-image'> =
  ({ range, order }) =>
  async (value) => {
    const { planes, width, height } = planesOf(value);
    const [offset, factor] = { '0..1': [0, 255], '-1..1': [1, 127.5], '0..255': [0, 1] }[range] as [number, number];
    const channels = order === 'gray' ? 1 : 3;
    const data = new Uint8Array(width * height * channels);
    for (let c = 0; c < channels; c += 1) {
      const plane = planes[Math.min(planes.length - 1, order === 'bgr' ? channels - 1 - c : c)];
      for (let i = 0; i < width * height; i += 1) data[i * channels + c] = Math.min(255, Math.max(0, Math.round(((plane?.[i] ?? 0) + offset) * factor)));
    }
    return encodePng(data, { width, height, channels });
  };

/**
 * tensor [1,h,w] or [1,1,h,w] → PNG at the size of the picture, least to most in colours of `map`; where it holds metres near
 * is bright all the same. The 2nd to 98th percentile fill the range, so that one odd pixel does not make the rest flat.
 */
export const depthImage: StepFactory<'depth-image'> =
  ({ map, meaning }) =>
  async (value, run) => {
    const geometry = geometryOf(run);
    const { planes, width, height } = planesOf(value);
    const depth = onOriginal(planes[0] ?? new Float32Array(0), { width, height }, geometry);
    const sorted = Float32Array.from(depth).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const [least, most] = [at(0.02), at(0.98)];
    const data = new Uint8Array(depth.length * 3);
    depth.forEach((x, i) => {
      const share = most > least ? Math.min(1, Math.max(0, (x - least) / (most - least))) : 0;
      data.set(colourAt(map, meaning === 'inverse' ? share : 1 - share), i * 3);
    });
    return encodePng(data, { width: geometry.originalWidth, height: geometry.originalHeight, channels: 3 });
  };
