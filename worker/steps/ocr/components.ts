import type { Point } from './rectangle.ts';

/**
 * The 8-connected areas above a threshold, each as the outermost points of its rows: enough for its hull.
 * Row by row, with a union of the labels that meet.
 */
export function componentsAbove(map: Float32Array | Float64Array, size: { width: number; height: number }, threshold: number): Point[][] {
  const { width, height } = size;
  const labels = new Int32Array(width * height);
  const parents = [0];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) root = parents[root] as number;
    return root;
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if ((map[at] as number) <= threshold) continue;
      const near = [
        x > 0 ? labels[at - 1] : 0,
        y > 0 && x > 0 ? labels[at - width - 1] : 0,
        y > 0 ? labels[at - width] : 0,
        y > 0 && x < width - 1 ? labels[at - width + 1] : 0,
      ];
      let label = 0;
      for (const other of near) {
        if (!other) continue;
        const root = rootOf(other);
        if (label === 0) label = root;
        else if (root !== label) parents[Math.max(root, label)] = label = Math.min(root, label);
      }
      if (label === 0) label = parents.push(parents.length) - 1;
      labels[at] = label;
    }
  }
  return extremes(labels, size, rootOf);
}

function extremes(labels: Int32Array, { width, height }: { width: number; height: number }, rootOf: (label: number) => number): Point[][] {
  const found = new Map<number, Point[]>();
  for (let y = 0; y < height; y += 1) {
    const row = new Map<number, [number, number]>();
    for (let x = 0; x < width; x += 1) {
      const label = labels[y * width + x] as number;
      if (label === 0) continue;
      const root = rootOf(label);
      const span = row.get(root);
      if (span) span[1] = x;
      else row.set(root, [x, x]);
    }
    for (const [root, [first, last]] of row) {
      const points = found.get(root) ?? [];
      points.push([first, y]);
      if (last !== first) points.push([last, y]);
      found.set(root, points);
    }
  }
  return [...found.values()];
}
