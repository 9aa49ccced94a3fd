import { onOriginal as boxOnOriginal } from '../boxes/boxes-to-json.ts';
import { expectValue, type Box, type Geometry, type StepFactory } from '../step.ts';
import { namedTensor, numbersOf } from '../tensor.ts';
import { encodeMask } from './encode-png.ts';
import { geometryOf, onOriginal } from './map-tensor.ts';

interface Prototypes {
  numbers: Float32Array | Float64Array;
  count: number;
  width: number;
  height: number;
}

/**
 * boxes with coefficients and prototypes [1,k,h,w] → [{label, score, box, mask}]: a box's mask is where its coefficients times
 * the prototypes are above 0, inside the box, at the size of the picture. Source: ultralytics utils/ops.py process_mask.
 */
export const prototypeMasks: StepFactory<'prototype-masks'> =
  ({ prototypes }) =>
  async (value, run) => {
    const given = expectValue(value, 'boxes');
    const geometry = geometryOf(run);
    const tensor = namedTensor(given, prototypes);
    const [count = 1, height = 1, width = 1] = tensor.shape.slice(-3);
    const kept = { numbers: numbersOf(tensor), count, width, height };
    const size = { width: geometry.originalWidth, height: geometry.originalHeight };
    const data = await Promise.all(
      given.boxes.map(async (box) => {
        const map = onOriginal(logitsOf(box, kept, geometry), kept, geometry);
        const { xmin, ymin, xmax, ymax } = boxOnOriginal(box, geometry);
        const place = { xmin: within(xmin, size.width), ymin: within(ymin, size.height), xmax: within(xmax, size.width), ymax: within(ymax, size.height) };
        return {
          label: box.label,
          score: box.score,
          box: place,
          mask: await encodeMask(
            Uint8Array.from(map, (x) => (x > 0 ? 255 : 0)),
            size,
          ),
        };
      }),
    );
    return { kind: 'json', data: data.sort((a, b) => b.score - a.score) };
  };

// Outside the box it is certainly not: cropped before it is made larger, as the reference does it.
function logitsOf(box: Box, { numbers, count, width, height }: Prototypes, geometry: Geometry): Float32Array {
  const plane = width * height;
  const map = new Float32Array(plane).fill(-1);
  const [across, down] = [width / geometry.width, height / geometry.height];
  const coefficients = box.coefficients ?? new Float32Array(0);
  for (let y = Math.max(0, Math.round(box.ymin * down)); y < Math.min(height, Math.round(box.ymax * down)); y += 1) {
    for (let x = Math.max(0, Math.round(box.xmin * across)); x < Math.min(width, Math.round(box.xmax * across)); x += 1) {
      let sum = 0;
      for (let k = 0; k < count; k += 1) sum += (coefficients[k] ?? 0) * (numbers[k * plane + y * width + x] as number);
      map[y * width + x] = sum;
    }
  }
  return map;
}

function within(value: number, most: number): number {
  return Math.round(Math.min(most, Math.max(0, value)));
}
