import type { Geometry, StepRun, Value } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { resizeMap } from './resize-map.ts';

/** A tensor [1,C,h,w], [1,h,w] or [h,w] as planes of numbers. */
export interface Planes {
  planes: (Float32Array | Float64Array)[];
  width: number;
  height: number;
}

export function planesOf(value: Value): Planes {
  const tensor = onlyTensor(value);
  const [height = 1, width = 1] = tensor.shape.slice(-2);
  const numbers = numbersOf(tensor);
  const size = height * width;
  return { width, height, planes: Array.from({ length: Math.max(1, numbers.length / size) }, (_, at) => numbers.subarray(at * size, (at + 1) * size)) };
}

/** The picture a map belongs to, and how it lies on the model's input. @throws Error */
export function geometryOf(run: StepRun): Geometry {
  if (!run.geometry) throw new Error('a map needs the picture it belongs to');
  return run.geometry;
}

/**
 * A plane at the size of the picture that was sent. Where the picture was letterboxed or cropped, only the part of the plane
 * that shows it is taken.
 */
export function onOriginal(plane: Float32Array | Float64Array, from: { width: number; height: number }, geometry: Geometry): Float32Array {
  const { originalWidth: width, originalHeight: height } = geometry;
  const across = from.width / geometry.width;
  const down = from.height / geometry.height;
  const whole =
    geometry.offsetX === 0 &&
    geometry.offsetY === 0 &&
    Math.abs(geometry.scaleX * width - geometry.width) < 1 &&
    Math.abs(geometry.scaleY * height - geometry.height) < 1;
  if (whole) return resizeMap(plane, from, { width, height });
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = clampTo(((y + 0.5) * geometry.scaleY + geometry.offsetY) * down - 0.5, from.height);
    for (let x = 0; x < width; x += 1) {
      const column = clampTo(((x + 0.5) * geometry.scaleX + geometry.offsetX) * across - 0.5, from.width);
      out[y * width + x] = between(plane, from.width, { row, column, rows: from.height });
    }
  }
  return out;
}

function clampTo(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}

function between(plane: Float32Array | Float64Array, width: number, at: { row: number; column: number; rows: number }): number {
  const [top, left] = [Math.floor(at.row), Math.floor(at.column)];
  const [bottom, right] = [Math.min(at.rows - 1, top + 1), Math.min(width - 1, left + 1)];
  const [down, across] = [at.row - top, at.column - left];
  const number = (row: number, column: number) => plane[row * width + column] as number;
  return (
    (number(top, left) * (1 - across) + number(top, right) * across) * (1 - down) +
    (number(bottom, left) * (1 - across) + number(bottom, right) * across) * down
  );
}
