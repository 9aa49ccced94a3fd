import type { Quad, StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { componentsAbove } from './components.ts';
import { convexHull, cornersOf, smallestRectangle, type Point, type Rectangle } from './rectangle.ts';

const LEAST_SIDE_AFTER = 5;
const LEAST_SIDE_KEPT = 3;

interface Map2d {
  numbers: Float32Array | Float64Array;
  width: number;
  height: number;
}

/**
 * tensor [1,1,h,w] of text probabilities → quads on the picture that was sent: areas above the threshold, the smallest
 * rectangle around each, its mean probability, grown by area × unclip ÷ perimeter on every side. Growing a rectangle with
 * round corners and taking the smallest one around it again gives the rectangle grown by that distance: no polygon library.
 * Source: PaddleOCR db_postprocess.py DBPostProcess, box mode.
 */
export const textBoxes: StepFactory<'text-boxes'> = (step) => (value, run) => {
  const tensor = onlyTensor(value);
  const [height = 1, width = 1] = tensor.shape.slice(-2);
  const map = { numbers: numbersOf(tensor), width, height };
  const { geometry } = run;
  if (!geometry) throw new Error('text needs the picture it stands on');
  const scale = { x: geometry.originalWidth / width, y: geometry.originalHeight / height };
  const quads: Quad[] = [];
  for (const points of componentsAbove(map.numbers, map, step.threshold).slice(0, step.max)) {
    const rectangle = smallestRectangle(convexHull(points));
    if (shortSide(rectangle) < step.minSide) continue;
    const score = meanInside(map, cornersOf(rectangle));
    if (score < step.boxThreshold) continue;
    const grown = grow(rectangle, step.unclip);
    if (shortSide(grown) < step.minSide + LEAST_SIDE_AFTER - LEAST_SIDE_KEPT) continue;
    const corners = cornersOf(grown).map(([x, y]): Point => [within(x * scale.x, geometry.originalWidth), within(y * scale.y, geometry.originalHeight)]);
    if (isLargeEnough(corners)) quads.push({ corners, score });
  }
  return { kind: 'quads', quads };
};

function shortSide({ halfWidth, halfHeight }: Rectangle): number {
  return Math.min(halfWidth, halfHeight) * 2;
}

function grow(rectangle: Rectangle, unclip: number): Rectangle {
  const [width, height] = [rectangle.halfWidth * 2, rectangle.halfHeight * 2];
  const distance = width + height === 0 ? 0 : (width * height * unclip) / (2 * (width + height));
  return { ...rectangle, halfWidth: rectangle.halfWidth + distance, halfHeight: rectangle.halfHeight + distance };
}

function within(value: number, most: number): number {
  return Math.round(Math.min(most, Math.max(0, value)));
}

function isLargeEnough([a, b, , d]: Point[]): boolean {
  const side = (from: Point | undefined, to: Point | undefined) => (from && to ? Math.trunc(Math.hypot(to[0] - from[0], to[1] - from[1])) : 0);
  return side(a, b) > LEAST_SIDE_KEPT && side(a, d) > LEAST_SIDE_KEPT;
}

// The mean over the polygon with its border, filled on whole points as cv2.fillPoly does.
function meanInside({ numbers, width, height }: Map2d, corners: readonly Point[]): number {
  const points = corners.map(([x, y]): Point => [Math.trunc(x), Math.trunc(y)]);
  const top = Math.max(0, Math.min(...points.map(([, y]) => y)));
  const bottom = Math.min(height - 1, Math.max(...points.map(([, y]) => y)));
  let sum = 0;
  let count = 0;
  for (let y = top; y <= bottom; y += 1) {
    const [left, right] = spanAt(points, y);
    for (let x = Math.max(0, Math.ceil(left - 0.5)); x <= Math.min(width - 1, Math.floor(right + 0.5)); x += 1) {
      sum += numbers[y * width + x] as number;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function spanAt(points: readonly Point[], y: number): [left: number, right: number] {
  let [left, right] = [Infinity, -Infinity];
  points.forEach(([fromX, fromY], index) => {
    const [toX, toY] = points[(index + 1) % points.length] as Point;
    if (y < Math.min(fromY, toY) || y > Math.max(fromY, toY)) return;
    const xs = fromY === toY ? [fromX, toX] : [fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)];
    left = Math.min(left, ...xs);
    right = Math.max(right, ...xs);
  });
  return [left, right];
}
