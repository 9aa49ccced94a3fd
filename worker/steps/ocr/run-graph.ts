import type { StepOf } from '../../../server/signatures/step.ts';
import { resizeOpencv } from '../image/resample-opencv.ts';
import { expectValue, type Crop, type Picture, type StepFactory, type StepTensor } from '../step.ts';
import { numbersOf, tensorOf } from '../tensor.ts';

/**
 * crops → crops with what another graph of the version gives for each: resized to its height with the aspect kept (OpenCV
 * linear), (x ÷ 255 − 0.5) ÷ 0.5, padded on the right with 0 to the widest of its batch. Crops of like shape share a batch.
 * Source: PaddleOCR predict_rec.py resize_norm_img.
 */
export const runGraph: StepFactory<'run'> = (step) => async (value, run) => {
  const { crops } = expectValue(value, 'crops');
  const order = crops.map((_, at) => at).sort((a, b) => ratioOf(crops[a]?.picture) - ratioOf(crops[b]?.picture));
  const done = [...crops];
  for (let first = 0; first < order.length; first += step.batch) {
    const members = order.slice(first, first + step.batch);
    const answers = await run.runGraph(
      step.graph,
      new Map([
        [
          step.input,
          stacked(
            members.map((at) => (crops[at] as Crop).picture),
            step,
          ),
        ],
      ]),
    );
    const output = answers.get(step.output);
    if (!output) throw new Error(`graph ${step.graph} gave no ${step.output}`);
    members.forEach((at, row) => (done[at] = { ...(crops[at] as Crop), tensor: rowOf(output, row) }));
  }
  return { kind: 'crops', crops: done };
};

function ratioOf(picture: Picture | undefined): number {
  return picture ? picture.width / picture.height : 0;
}

function stacked(pictures: readonly Picture[], { height, width: least, order }: StepOf<'run'>): StepTensor {
  const widest = Math.max(least / height, ...pictures.map(ratioOf));
  const width = Math.trunc(height * widest);
  const plane = height * width;
  const data = new Float32Array(pictures.length * 3 * plane);
  pictures.forEach((picture, index) => {
    const scaled = resizeOpencv(picture, Math.max(1, Math.min(width, Math.ceil(height * ratioOf(picture)))), height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < scaled.width; x += 1) {
        for (let c = 0; c < 3; c += 1) {
          const level = scaled.data[(y * scaled.width + x) * 3 + (order === 'bgr' ? 2 - c : c)] as number;
          data[(index * 3 + c) * plane + y * width + x] = (level / 255 - 0.5) / 0.5;
        }
      }
    }
  });
  return tensorOf('FP32', [pictures.length, 3, height, width], data);
}

function rowOf(tensor: StepTensor, row: number): StepTensor {
  const numbers = numbersOf(tensor);
  const size = numbers.length / (tensor.shape[0] ?? 1);
  return tensorOf('FP32', [1, ...tensor.shape.slice(1)], Float32Array.from(numbers.subarray(row * size, (row + 1) * size)));
}
