import { labelOf } from '../scores/top-k.ts';
import { sigmoid } from '../scores/activation.ts';
import { numberOf, type StepFactory } from '../step.ts';
import { encodeMask } from './encode-png.ts';
import { geometryOf, onOriginal, planesOf } from './map-tensor.ts';

/**
 * tensor [1,C,h,w] → [{label, score: null, mask}], one mask per class that is seen, the largest first: each class's map is
 * brought to the size of the picture before the best class of every pixel is taken. A tensor [1,h,w] of whole numbers holds the
 * classes already. Source: Hugging Face post_process_semantic_segmentation.
 */
export const semanticMasks: StepFactory<'semantic-masks'> =
  ({ labels, ignore }) =>
  async (value, run) => {
    const geometry = geometryOf(run);
    const { planes, width, height } = planesOf(value);
    const size = { width: geometry.originalWidth, height: geometry.originalHeight };
    const pixels = size.width * size.height;
    const best = new Int32Array(pixels);
    const most = new Float32Array(pixels).fill(-Infinity);
    planes.forEach((plane, index) => {
      const map = onOriginal(plane, { width, height }, geometry);
      for (let i = 0; i < pixels; i += 1) {
        if (planes.length === 1) best[i] = Math.round(map[i] as number);
        else if ((map[i] as number) > (most[i] as number)) [most[i], best[i]] = [map[i] as number, index];
      }
    });
    const counts = new Map<number, number>();
    for (const index of best) counts.set(index, (counts.get(index) ?? 0) + 1);
    const seen = [...counts].sort((a, b) => b[1] - a[1]).map(([index]) => ({ index, label: labelOf(labels, index) }));
    const data = await Promise.all(
      seen
        .filter(({ label }) => !ignore.includes(label))
        .map(async ({ index, label }) => ({
          label,
          score: null,
          mask: await encodeMask(
            Uint8Array.from(best, (at) => (at === index ? 255 : 0)),
            size,
          ),
        })),
    );
    return { kind: 'json', data };
  };

/**
 * tensor [1,1,h,w] or [1,2,h,w] → [{label, score, mask}] of what is above the threshold; logits are told by values outside
 * 0..1. The score is the mean inside.
 */
export const thresholdMask: StepFactory<'threshold-mask'> =
  ({ threshold, label }) =>
  async (value, run) => {
    const geometry = geometryOf(run);
    const { planes, width, height } = planesOf(value);
    const [first, second] = planes;
    const plane = second ? second.map((x, i) => sigmoid(x - (first?.[i] ?? 0))) : probabilities(first ?? new Float32Array(0));
    const map = onOriginal(Float32Array.from(plane), { width, height }, geometry);
    const least = numberOf(threshold, run);
    const inside = map.filter((p) => p >= least);
    if (inside.length === 0) return { kind: 'json', data: [] };
    const mask = await encodeMask(
      Uint8Array.from(map, (p) => (p >= least ? 255 : 0)),
      { width: geometry.originalWidth, height: geometry.originalHeight },
    );
    return { kind: 'json', data: [{ label, score: inside.reduce((sum, p) => sum + p, 0) / inside.length, mask }] };
  };

function probabilities(plane: Float32Array | Float64Array): Float32Array | Float64Array {
  return plane.some((x) => x < -1e-5 || x > 1 + 1e-5) ? plane.map((x) => sigmoid(x)) : plane;
}
