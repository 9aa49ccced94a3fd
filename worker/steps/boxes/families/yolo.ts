import type { StepTensor } from '../../step.ts';
import { numbersOf } from '../../tensor.ts';
import { boxOf, cornersOf, largest, matrixOf, tensorFor, type Detection, type Family } from '../detection.ts';

const OUTPUT = (tensor: StepTensor) => tensor.shape.length === 3;

/**
 * output [1,A,5+C(+32)]: xywh in pixels of the input, objectness, classes; score = objectness × the best class.
 * Source: YOLOv5 utils/general.py non_max_suppression; v7 and v6 with anchors are the same.
 */
export const yolov5: Family = (detection) => {
  const { numbers, rows, columns } = matrixOf(tensorFor(detection, 'output', OUTPUT));
  const classes = classesOf(detection, columns - 5);
  const boxes = [];
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    const objectness = numbers[at + 4] as number;
    if (objectness < detection.threshold) continue;
    const { index, value } = largest(numbers, { start: at + 5, count: classes, step: 1 });
    if (objectness * value < detection.threshold) continue;
    const box = boxOf(cornersOf([numbers[at] as number, numbers[at + 1] as number, numbers[at + 2] as number, numbers[at + 3] as number]), {
      score: objectness * value,
      index,
      labels: detection.step.labels,
    });
    boxes.push(columns > 5 + classes ? { ...box, coefficients: Float32Array.from(numbers.subarray(at + 5 + classes, at + columns)) } : box);
  }
  return { space: 'input', boxes };
};

/**
 * output [1,4+C(+32),A], a column per box: xywh in pixels of the input, then classes without objectness; score = the best
 * class. Which axis is which follows from A, the number of places at strides 8, 16 and 32. Source: ultralytics
 * utils/nms.py non_max_suppression (v8, v9, 11, 12).
 */
export const yolov8: Family = (detection) => {
  const tensor = tensorFor(detection, 'output', OUTPUT);
  const { fields, places, step } = axesOf(tensor, detection);
  const numbers = numbersOf(tensor);
  const classes = classesOf(detection, fields - 4);
  const boxes = [];
  for (let place = 0; place < places; place += 1) {
    const start = step === 1 ? place * fields : place;
    const { index, value } = largest(numbers, { start: start + 4 * step, count: classes, step });
    if (value < detection.threshold) continue;
    const number = (field: number) => numbers[start + field * step] as number;
    const box = boxOf(cornersOf([number(0), number(1), number(2), number(3)]), { score: value, index, labels: detection.step.labels });
    const rest = fields - 4 - classes;
    boxes.push(rest > 0 ? { ...box, coefficients: Float32Array.from({ length: rest }, (_, k) => number(4 + classes + k)) } : box);
  }
  return { space: 'input', boxes };
};

/**
 * output [1,A,5+C] before decoding: grid places at strides 8, 16, 32, row by row; xy = (p + place) × stride, wh = e^p × stride.
 * Files exported with decode_in_inference hold pixels already: told by most of them being larger than a grid offset can be.
 * Source: YOLOX yolox/utils/demo_utils.py demo_postprocess.
 */
export const yolox: Family = (detection) => {
  const tensor = tensorFor(detection, 'output', OUTPUT);
  const { numbers, rows, columns } = matrixOf(tensor);
  const decoded = Float32Array.from(numbers);
  const large = Array.from({ length: rows }, (_, row) => numbers[row * columns] as number).filter((x) => Math.abs(x) > 5).length;
  if (large < rows / 2) {
    let row = 0;
    for (const stride of [8, 16, 32]) {
      const across = Math.trunc(detection.geometry.width / stride);
      const down = Math.trunc(detection.geometry.height / stride);
      for (let place = 0; place < across * down; place += 1, row += 1) {
        const at = row * columns;
        decoded[at] = ((numbers[at] as number) + (place % across)) * stride;
        decoded[at + 1] = ((numbers[at + 1] as number) + Math.trunc(place / across)) * stride;
        decoded[at + 2] = Math.exp(numbers[at + 2] as number) * stride;
        decoded[at + 3] = Math.exp(numbers[at + 3] as number) * stride;
      }
    }
  }
  const bytes = new Uint8Array(decoded.buffer);
  return yolov5({ ...detection, tensors: new Map([['output', { ...tensor, datatype: 'FP32', bytes }]]) });
};

/**
 * output [1,K,6(+32)]: x1,y1,x2,y2,score,class in pixels of the input, suppressed already; rows of zeros fill it up.
 * Source: ultralytics end-to-end exports (v10, 26, nms=True).
 */
export const endToEnd: Family = (detection) => {
  const { numbers, rows, columns } = matrixOf(tensorFor(detection, 'output', OUTPUT));
  const boxes = Array.from({ length: rows }, (_, row) => {
    const number = (field: number) => numbers[row * columns + field] as number;
    const box = boxOf([number(0), number(1), number(2), number(3)], { score: number(4), index: Math.round(number(5)), labels: detection.step.labels });
    return columns > 6 ? { ...box, coefficients: Float32Array.from(numbers.subarray(row * columns + 6, (row + 1) * columns)) } : box;
  });
  return { space: 'input', boxes: boxes.filter(({ score }) => score >= detection.threshold && score > 0) };
};

function classesOf({ step }: Detection, most: number): number {
  return step.labels.length > 0 ? Math.min(step.labels.length, most) : most;
}

function axesOf({ shape }: StepTensor, { geometry }: Detection): { fields: number; places: number; step: number } {
  const [, first = 0, second = 0] = shape;
  const places = [8, 16, 32].reduce((sum, stride) => sum + Math.trunc(geometry.width / stride) * Math.trunc(geometry.height / stride), 0);
  if (first === places && second !== places) return { fields: second, places: first, step: 1 };
  return { fields: first, places: second, step: second };
}
