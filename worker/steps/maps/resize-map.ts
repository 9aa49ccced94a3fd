/**
 * A map of numbers at another size, bilinear: position = (i + 0.5) × in ÷ out − 0.5, clamped. As torch's interpolate with
 * align_corners=False and ONNX's Resize with half_pixel.
 */
export function resizeMap(map: Float32Array | Float64Array, from: { width: number; height: number }, to: { width: number; height: number }): Float32Array {
  const across = tapsOf(from.width, to.width);
  const down = tapsOf(from.height, to.height);
  const out = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height; y += 1) {
    const { first: top, second: bottom, rest: vertical } = down[y] as Tap;
    for (let x = 0; x < to.width; x += 1) {
      const { first: left, second: right, rest: horizontal } = across[x] as Tap;
      const at = (row: number, column: number) => map[row * from.width + column] as number;
      const upper = at(top, left) * (1 - horizontal) + at(top, right) * horizontal;
      const lower = at(bottom, left) * (1 - horizontal) + at(bottom, right) * horizontal;
      out[y * to.width + x] = upper * (1 - vertical) + lower * vertical;
    }
  }
  return out;
}

interface Tap {
  first: number;
  second: number;
  rest: number;
}

function tapsOf(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(from - 1, Math.floor(position));
    return { first, second: Math.min(from - 1, first + 1), rest: position - first };
  });
}
