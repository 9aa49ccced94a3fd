import type { StepTensor } from '../../step.ts';
import { sigmoid } from '../../scores/activation.ts';
import { numbersOf } from '../../tensor.ts';
import { boxOf, cornersOf, type Family } from '../detection.ts';

/** Grids of the 128-pixel front model: size, and anchors at each place. */
const GRIDS = [
  { size: 16, anchors: 2 },
  { size: 8, anchors: 6 },
];
const KEYPOINTS = 6;
const FIELDS = 4 + KEYPOINTS * 2;
const MOST_LOGIT = 100;

/** The 896 anchors' centres in 0..1, in the order of the model's rows. Source: MediaPipe ssd_anchors_calculator.cc. */
export function blazefaceAnchors(): [x: number, y: number][] {
  return GRIDS.flatMap(({ size, anchors }) =>
    Array.from({ length: size * size * anchors }, (_, row): [number, number] => {
      const place = Math.trunc(row / anchors);
      return [((place % size) + 0.5) / size, (Math.trunc(place / size) + 0.5) / size];
    }),
  );
}

/**
 * Scores [1,n,1] and regressors [1,n,16] (x, y, w, h and six keypoints, in pixels of the input around the anchor), as one
 * pair of 896 rows or as 512 and 384 in any order: told apart by their dimensions. Score = sigmoid of the clipped logit.
 * Source: MediaPipe face_detection_front_cpu.pbtxt, tensors_to_detections_calculator.cc.
 */
export const blazeface: Family = ({ tensors, geometry, threshold, step }) => {
  const all = [...tensors.values()];
  const scores = joined(all.filter(({ shape }) => shape.at(-1) === 1));
  const places = joined(all.filter(({ shape }) => shape.at(-1) === FIELDS));
  const labels = step.labels.length > 0 ? step.labels : ['face'];
  const size = geometry.width;
  const boxes = blazefaceAnchors().flatMap(([anchorX, anchorY], row) => {
    const score = sigmoid(Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, scores[row] as number)));
    if (score < threshold) return [];
    const number = (field: number) => places[row * FIELDS + field] as number;
    const corners = cornersOf(number(0) + anchorX * size, number(1) + anchorY * size, number(2), number(3));
    const keypoints = Array.from({ length: KEYPOINTS }, (_, k): [number, number] => [number(4 + k * 2) + anchorX * size, number(5 + k * 2) + anchorY * size]);
    return [{ ...boxOf(corners, { score, index: 0, labels }), keypoints }];
  });
  return { space: 'input', boxes };
};

// The 512 rows of the finer grid come before the 384 of the coarser one.
function joined(tensors: StepTensor[]): number[] {
  const rows = (tensor: StepTensor) => tensor.shape.at(-2) ?? 0;
  return tensors.toSorted((a, b) => rows(b) - rows(a)).flatMap((tensor) => Array.from(numbersOf(tensor)));
}
