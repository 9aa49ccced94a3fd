import type { StepOf } from '../../../server/signatures/step.ts';
import type { Box, Geometry, StepTensor } from '../step.ts';
import { labelOf } from '../scores/top-k.ts';
import { numbersOf } from '../tensor.ts';

/** What a family's decoder is given. */
export interface Detection {
  step: StepOf<'decode-boxes'>;
  threshold: number;
  geometry: Geometry;
  tensors: ReadonlyMap<string, StepTensor>;
}

/** Boxes as a family gives them, and what their corners are measured in. */
export interface Decoded {
  space: 'input' | 'original';
  boxes: Box[];
}

export type Family = (detection: Detection) => Decoded;

/** A tensor of the family by its role: named by the Step, else the only one of that many dimensions. @throws Error */
export function tensorFor(detection: Detection, role: string, looks: (tensor: StepTensor, name: string) => boolean): StepTensor {
  const named = detection.step.tensors[role];
  const known = named === undefined ? undefined : detection.tensors.get(named);
  const found = known ?? [...detection.tensors].find(([name, tensor]) => looks(tensor, name))?.[1];
  if (!found) throw new Error(`the model gave no tensor of ${role}`);
  return found;
}

/** A tensor's numbers, without its batch axis: [rows, columns]. */
export function matrixOf(tensor: StepTensor): { numbers: Float32Array | Float64Array; rows: number; columns: number } {
  const columns = tensor.shape.at(-1) ?? 1;
  const numbers = numbersOf(tensor);
  return { numbers, columns, rows: columns === 0 ? 0 : numbers.length / columns };
}

export function boxOf(corners: readonly [number, number, number, number], of: { score: number; index: number; labels: readonly string[] }): Box {
  const [xmin, ymin, xmax, ymax] = corners;
  return { xmin, ymin, xmax, ymax, score: of.score, index: of.index, label: labelOf(of.labels, of.index) };
}

/** Centre and size → corners. */
export function cornersOf(cx: number, cy: number, width: number, height: number): [number, number, number, number] {
  return [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2];
}

/** Index and value of the largest of `count` numbers from `start`, `step` apart; the first of equals. */
export function largest(numbers: ArrayLike<number>, at: { start: number; count: number; step: number }): { index: number; value: number } {
  let index = 0;
  let value = -Infinity;
  for (let k = 0; k < at.count; k += 1) {
    const candidate = numbers[at.start + k * at.step] as number;
    if (candidate > value) [index, value] = [k, candidate];
  }
  return { index, value };
}
