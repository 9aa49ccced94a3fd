import { sigmoid, softmaxInto } from '../scores/activation.ts';
import { labelOf } from '../scores/top-k.ts';
import { expectValue, numberOf, type StepFactory, type StepTensor } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { encodeMask } from './encode-png.ts';
import { geometryOf, onOriginal } from './map-tensor.ts';

/** One query's class and how sure it is of every pixel. */
interface Segment {
  label: string;
  score: number;
  map: Float32Array;
}

/**
 * logits [1,Q,C+1] and pred_masks [1,Q,h,w] → [{label, score, mask}]: queries of a class (the last is "no object") above the
 * threshold; each pixel goes to the query with the largest score × probability; a query that lost most of what it saw is
 * dropped. Source: Hugging Face post_process_instance_segmentation, post_process_panoptic_segmentation.
 */
export const queryMasks: StepFactory<'query-masks'> =
  ({ labels, ...thresholds }) =>
  async (value, run) => {
    const geometry = geometryOf(run);
    const { logits, masks } = tensorsOf(expectValue(value, 'tensors').byName);
    const [height = 1, width = 1] = masks.shape.slice(-2);
    const planes = numbersOf(masks);
    const threshold = numberOf(thresholds.threshold, run);
    const segments = classesOf(logits)
      .map(({ index, score }, query): Segment | null => {
        if (index < 0 || score <= threshold) return null;
        const plane = Float32Array.from(planes.subarray(query * width * height, (query + 1) * width * height), sigmoid);
        return { label: labelOf(labels, index), score, map: onOriginal(plane, { width, height }, geometry) };
      })
      .filter((segment) => segment !== null);
    const size = { width: geometry.originalWidth, height: geometry.originalHeight };
    const owners = ownersOf(segments, size.width * size.height);
    const maskThreshold = numberOf(thresholds.maskThreshold, run);
    const overlap = numberOf(thresholds.overlapThreshold, run);
    const data = await Promise.all(
      segments.map(async ({ label, score, map }, at) => {
        const mask = Uint8Array.from(map, (p, i) => (owners[i] === at && p >= maskThreshold ? 255 : 0));
        const kept = mask.reduce((sum, level) => sum + Number(level > 0), 0);
        const seen = map.reduce((sum, p) => sum + Number(p >= maskThreshold), 0);
        return kept === 0 || kept / seen <= overlap ? null : { label, score, mask: await encodeMask(mask, size) };
      }),
    );
    return { kind: 'json', data: data.filter((item) => item !== null) };
  };

function tensorsOf(byName: ReadonlyMap<string, StepTensor>): { logits: StepTensor; masks: StepTensor } {
  const masks = [...byName].find(([name]) => /masks/i.test(name))?.[1];
  const logits = [...byName].find(([name, tensor]) => tensor !== masks && /logits|class/i.test(name))?.[1];
  if (!masks || !logits) throw new Error('the model gave no logits and masks of queries');
  return { logits, masks };
}

// Per query its best class; -1 where that is "no object".
function classesOf(logits: StepTensor): { index: number; score: number }[] {
  const classes = logits.shape.at(-1) ?? 1;
  const numbers = numbersOf(logits);
  const row = new Float64Array(classes);
  return Array.from({ length: numbers.length / classes }, (_, query) => {
    softmaxInto(row, numbers.subarray(query * classes, (query + 1) * classes), { start: 0, size: classes, step: 1 });
    const index = row.reduce((best, score, at) => (score > (row[best] as number) ? at : best), 0);
    return { index: index === classes - 1 ? -1 : index, score: row[index] as number };
  });
}

function ownersOf(segments: readonly Segment[], pixels: number): Int32Array {
  const owners = new Int32Array(pixels).fill(-1);
  const most = new Float32Array(pixels);
  segments.forEach(({ score, map }, at) => {
    for (let i = 0; i < pixels; i += 1) {
      const claim = score * (map[i] as number);
      if (claim > (most[i] as number)) [most[i], owners[i]] = [claim, at];
    }
  });
  return owners;
}
