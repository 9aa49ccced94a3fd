export type Point = [x: number, y: number];

/** A rectangle that may be turned: centre, the direction of its first side, and both half sides. */
export interface Rectangle {
  cx: number;
  cy: number;
  ux: number;
  uy: number;
  halfWidth: number;
  halfHeight: number;
}

/** Convex hull, counter-clockwise. Source: Andrew's monotone chain. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && cross(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** The smallest rectangle around a hull: one of its sides lies along one of the hull's (rotating calipers). */
export function smallestRectangle(hull: readonly Point[]): Rectangle {
  let best: Rectangle | null = null;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length] as Point;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length === 0) return;
    const candidate = along(hull, (to[0] - from[0]) / length, (to[1] - from[1]) / length);
    if (!best || candidate.halfWidth * candidate.halfHeight < best.halfWidth * best.halfHeight) best = candidate;
  });
  return best ?? along(hull, 1, 0);
}

/** Corners from the top left, clockwise. Source: PaddleOCR db_postprocess.py get_mini_boxes. */
export function cornersOf({ cx, cy, ux, uy, halfWidth, halfHeight }: Rectangle): [Point, Point, Point, Point] {
  const corner = (a: number, b: number): Point => [cx + ux * halfWidth * a - uy * halfHeight * b, cy + uy * halfWidth * a + ux * halfHeight * b];
  const [first, second, third, fourth] = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)].sort((a, b) => a[0] - b[0]) as [
    Point,
    Point,
    Point,
    Point,
  ];
  const [topLeft, bottomLeft] = first[1] <= second[1] ? [first, second] : [second, first];
  const [topRight, bottomRight] = third[1] <= fourth[1] ? [third, fourth] : [fourth, third];
  return [topLeft, topRight, bottomRight, bottomLeft];
}

function along(points: readonly Point[], ux: number, uy: number): Rectangle {
  let [minA, maxA, minB, maxB] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    const a = x * ux + y * uy;
    const b = y * ux - x * uy;
    minA = Math.min(minA, a);
    maxA = Math.max(maxA, a);
    minB = Math.min(minB, b);
    maxB = Math.max(maxB, b);
  }
  const [a, b] = [(minA + maxA) / 2, (minB + maxB) / 2];
  return { cx: a * ux - b * uy, cy: a * uy + b * ux, ux, uy, halfWidth: (maxA - minA) / 2, halfHeight: (maxB - minB) / 2 };
}

function cross(o: Point, a: Point, b: Point): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}
