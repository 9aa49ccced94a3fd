import { sigmoid, softmaxInto } from '../../scores/activation.ts';
import { boxOf, cornersOf, largest, matrixOf, tensorFor, type Detection, type Family } from '../detection.ts';

const CLASSES = (tensor: unknown, name: string) => /logits/i.test(name);
const BOXES = (tensor: unknown, name: string) => /boxes/i.test(name);

/**
 * logits [1,Q,C+1] and pred_boxes [1,Q,4] (cxcywh in 0..1 of the picture): softmax, the last class is "no object", the best
 * of the others counts. Source: Hugging Face DetrImageProcessor.post_process_object_detection.
 */
export const detr: Family = (detection) => {
  const logits = matrixOf(tensorFor(detection, 'scores', CLASSES));
  const places = matrixOf(tensorFor(detection, 'boxes', BOXES));
  const row = new Float64Array(logits.columns);
  const boxes = Array.from({ length: logits.rows }, (_, query) => {
    softmaxInto(row, logits.numbers.subarray(query * logits.columns, (query + 1) * logits.columns), { start: 0, size: logits.columns, step: 1 });
    const { index, value } = largest(row, { start: 0, count: logits.columns - 1, step: 1 });
    return boxOf(unitCorners(detection, places.numbers, query), { score: value, index, labels: detection.step.labels });
  });
  return { space: 'original', boxes: boxes.filter(({ score }) => score >= detection.threshold) };
};

/**
 * The same tensors without a "no object" class: sigmoid, then the best Q over all queries and classes together, so that one
 * query may give several boxes. Source: Hugging Face RTDetrImageProcessor.post_process_object_detection (use_focal_loss).
 */
export const rtDetr: Family = (detection) => {
  const logits = matrixOf(tensorFor(detection, 'scores', CLASSES));
  const places = matrixOf(tensorFor(detection, 'boxes', BOXES));
  const scores = Float64Array.from(logits.numbers, sigmoid);
  const order = Array.from(scores, (_, at) => at)
    .filter((at) => (scores[at] as number) >= detection.threshold)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, logits.rows);
  const boxes = order.map((at) =>
    boxOf(unitCorners(detection, places.numbers, Math.trunc(at / logits.columns)), {
      score: scores[at] as number,
      index: at % logits.columns,
      labels: detection.step.labels,
    }),
  );
  return { space: 'original', boxes };
};

function unitCorners({ geometry }: Detection, numbers: ArrayLike<number>, query: number): [number, number, number, number] {
  const at = query * 4;
  const [x, y] = [geometry.originalWidth, geometry.originalHeight];
  const number = (offset: number) => numbers[at + offset] as number;
  return cornersOf(number(0) * x, number(1) * y, number(2) * x, number(3) * y);
}
