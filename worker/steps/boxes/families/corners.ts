import { numbersOf } from '../../tensor.ts';
import { sigmoid } from '../../scores/activation.ts';
import { boxOf, cornersOf, largest, matrixOf, tensorFor, type Detection, type Family } from '../detection.ts';

/**
 * bboxes [1,N,4] (xmin, ymin, xmax, ymax in 0..1 of the picture), labels from 1 with the background at 0, scores: ready.
 * Source: the ONNX model zoo's SSD, README and post-processing.
 */
export const zooSsd: Family = (detection) => {
  const boxes = matrixOf(tensorFor(detection, 'boxes', (_, name) => /boxes/i.test(name)));
  const labels = numbersOf(tensorFor(detection, 'labels', (_, name) => /labels/i.test(name)));
  const scores = numbersOf(tensorFor(detection, 'scores', (_, name) => /scores/i.test(name)));
  const found = Array.from({ length: boxes.rows }, (_, row) =>
    boxOf(onOriginal(detection, boxes.numbers, row), { score: scores[row] as number, index: Math.round(labels[row] as number), labels: detection.step.labels }),
  );
  return { space: 'original', boxes: found.filter(({ score }) => score >= detection.threshold) };
};

/**
 * scores [1,A,2] (background, face) and boxes [1,A,4] (corners in 0..1): decoded by the model, not suppressed.
 * Source: Ultra-Light-Fast-Generic-Face-Detector-1MB, run_video_face_detect_onnx.py.
 */
export const ultraface: Family = (detection) => {
  const scores = matrixOf(tensorFor(detection, 'scores', ({ shape }) => shape.at(-1) === 2));
  const boxes = matrixOf(tensorFor(detection, 'boxes', ({ shape }) => shape.at(-1) === 4));
  const labels = detection.step.labels.length > 0 ? detection.step.labels : ['face'];
  const found = Array.from({ length: boxes.rows }, (_, row) =>
    boxOf(onOriginal(detection, boxes.numbers, row), { score: scores.numbers[row * 2 + 1] as number, index: 0, labels }),
  );
  return { space: 'original', boxes: found.filter(({ score }) => score >= detection.threshold) };
};

/**
 * dets [1,Q,4] (cxcywh in 0..1) and labels [1,Q,C] (logits): sigmoid, the best Q over queries and classes together. Where the
 * list of names is one shorter than the classes, the last class is the background.
 * Source: RF-DETR, models/lwdetr.py PostProcess and its ONNX export.
 */
export const rfDetr: Family = (detection) => {
  const { step, threshold } = detection;
  const logits = matrixOf(tensorFor(detection, 'scores', (_, name) => /labels|logits/i.test(name)));
  const places = matrixOf(tensorFor(detection, 'boxes', (_, name) => /dets|boxes/i.test(name)));
  const classes = step.labels.length === logits.columns - 1 ? logits.columns - 1 : logits.columns;
  const { originalWidth: x, originalHeight: y } = detection.geometry;
  const boxes = Array.from(logits.numbers, (logit, at) => ({ at, score: sigmoid(logit) }))
    .filter(({ at, score }) => at % logits.columns < classes && score >= threshold)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, logits.rows)
    .map(({ at, score }) => {
      const row = Math.trunc(at / logits.columns) * 4;
      const number = (field: number) => places.numbers[row + field] as number;
      return boxOf(cornersOf([number(0) * x, number(1) * y, number(2) * x, number(3) * y]), { score, index: at % logits.columns, labels: step.labels });
    });
  return { space: 'original', boxes };
};

/** [n,7] batch, xmin, ymin, xmax, ymax, class, score, in pixels of the input: ready. Source: YOLOv7, export.py --end2end. */
export const yolov7EndToEnd: Family = (detection) => {
  const { numbers, rows, columns } = matrixOf(tensorFor(detection, 'output', ({ shape }) => shape.at(-1) === 7));
  const found = Array.from({ length: rows }, (_, row) => {
    const number = (field: number) => numbers[row * columns + field] as number;
    return boxOf([number(1), number(2), number(3), number(4)], { score: number(6), index: Math.round(number(5)), labels: detection.step.labels });
  });
  return { space: 'input', boxes: found.filter(({ score }) => score >= detection.threshold) };
};

/**
 * Ready scores [1,A,C] and corners [1,A,4] in pixels of the input, not suppressed. Source: super-gradients, YOLO-NAS export
 * without its own suppression.
 */
export const yoloNas: Family = (detection) => {
  const boxes = matrixOf(tensorFor(detection, 'boxes', ({ shape }) => shape.at(-1) === 4));
  const scores = matrixOf(tensorFor(detection, 'scores', ({ shape }) => shape.at(-1) !== 4));
  const found = Array.from({ length: boxes.rows }, (_, row) => {
    const { index, value } = largest(scores.numbers, { start: row * scores.columns, count: scores.columns, step: 1 });
    const number = (field: number) => boxes.numbers[row * 4 + field] as number;
    return boxOf([number(0), number(1), number(2), number(3)], { score: value, index, labels: detection.step.labels });
  });
  return { space: 'input', boxes: found.filter(({ score }) => score >= detection.threshold) };
};

function onOriginal({ geometry }: Detection, numbers: ArrayLike<number>, row: number): [number, number, number, number] {
  const [x, y] = [geometry.originalWidth, geometry.originalHeight];
  const number = (field: number) => numbers[row * 4 + field] as number;
  return [number(0) * x, number(1) * y, number(2) * x, number(3) * y];
}
