import type { StepTensor } from '../../step.ts';
import { numbersOf } from '../../tensor.ts';
import { boxOf, cornersOf, type Family } from '../detection.ts';

const STRIDES = [8, 16, 32];
const KEYPOINTS = 5;

/**
 * For each stride s cls_s, obj_s [1,A,1], bbox_s [1,A,4] and kps_s [1,A,10] on a grid of the input ÷ s, row by row:
 * score = √(cls × obj), centre = (column + b0, row + b1) × s, size = exp(b2), exp(b3) × s, keypoints as centres are.
 * Source: OpenCV modules/objdetect/src/face_detect.cpp.
 */
export const yunet: Family = ({ tensors, geometry, threshold, step }) => {
  const labels = step.labels.length > 0 ? step.labels : ['face'];
  const boxes = STRIDES.flatMap((stride) => {
    const of = (role: string) => numbersOf(tensorOf(tensors, `${role}_${stride}`));
    const [classes, objects, places, points] = [of('cls'), of('obj'), of('bbox'), of('kps')];
    const columns = Math.trunc(geometry.width / stride);
    return Array.from(classes, (_, cell) => cell).flatMap((cell) => {
      const unit = (value: number | undefined) => Math.min(1, Math.max(0, value ?? 0));
      const score = Math.sqrt(unit(classes[cell]) * unit(objects[cell]));
      if (score < threshold) return [];
      const [column, row] = [cell % columns, Math.trunc(cell / columns)];
      const place = (field: number) => places[cell * 4 + field] as number;
      const corners = cornersOf([(column + place(0)) * stride, (row + place(1)) * stride, Math.exp(place(2)) * stride, Math.exp(place(3)) * stride]);
      const keypoints = Array.from({ length: KEYPOINTS }, (_, k): [number, number] => [
        (column + (points[(cell * KEYPOINTS + k) * 2] as number)) * stride,
        (row + (points[(cell * KEYPOINTS + k) * 2 + 1] as number)) * stride,
      ]);
      return [{ ...boxOf(corners, { score, index: 0, labels }), keypoints }];
    });
  });
  return { space: 'input', boxes };
};

function tensorOf(tensors: ReadonlyMap<string, StepTensor>, name: string): StepTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`the model gave no tensor \`${name}\``);
  return tensor;
}
