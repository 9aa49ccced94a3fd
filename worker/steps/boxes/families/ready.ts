import type { StepTensor } from '../../step.ts';
import { numbersOf } from '../../tensor.ts';
import { boxOf, matrixOf, tensorFor, type Family } from '../detection.ts';

const named = (pattern: RegExp) => (_tensor: StepTensor, name: string) => pattern.test(name);

/**
 * detection_boxes [1,N,4] (ymin,xmin,ymax,xmax in 0..1), detection_scores, detection_classes (from 1), num_detections.
 * Source: TensorFlow Object Detection API, exporter_lib_v2.
 */
export const tfOd: Family = (detection) => {
  const boxes = matrixOf(tensorFor(detection, 'boxes', named(/detection_boxes/i)));
  const scores = numbersOf(tensorFor(detection, 'scores', named(/detection_scores/i)));
  const classes = numbersOf(tensorFor(detection, 'labels', named(/detection_classes/i)));
  const count = [...detection.tensors].find(([name]) => /num_detections/i.test(name))?.[1];
  const { originalWidth: x, originalHeight: y } = detection.geometry;
  const rows = Math.min(boxes.rows, count ? (numbersOf(count)[0] ?? boxes.rows) : boxes.rows);
  const found = Array.from({ length: rows }, (_, row) => {
    const number = (field: number) => boxes.numbers[row * 4 + field] as number;
    const index = Math.round(classes[row] as number) - 1;
    return boxOf([number(1) * x, number(0) * y, number(3) * x, number(2) * y], { score: scores[row] as number, index, labels: detection.step.labels });
  });
  return { space: 'original', boxes: found.filter(({ score }) => score >= detection.threshold) };
};

/**
 * Boxes that are ready: labels, boxes [.,N,4] xyxy and scores; or dets [1,K,5] with the score in the fifth column. In pixels
 * of the input. Source: MMDeploy; RT-DETR's own export.
 */
export const detectionsXyxy: Family = (detection) => {
  const boxes = matrixOf(tensorFor(detection, 'boxes', named(/boxes|dets/i)));
  const labels = numbersOf(tensorFor(detection, 'labels', named(/labels|classes/i)));
  const scores = boxes.columns >= 5 ? null : numbersOf(tensorFor(detection, 'scores', named(/scores/i)));
  const found = Array.from({ length: boxes.rows }, (_, row) => {
    const number = (field: number) => boxes.numbers[row * boxes.columns + field] as number;
    const score = scores ? (scores[row] as number) : number(4);
    return boxOf([number(0), number(1), number(2), number(3)], { score, index: Math.round(labels[row] as number), labels: detection.step.labels });
  });
  return { space: 'input', boxes: found.filter(({ score }) => score >= detection.threshold) };
};
