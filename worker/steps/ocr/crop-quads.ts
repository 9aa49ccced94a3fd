import { expectValue, type Picture, type Quad, type StepFactory } from '../step.ts';
import { toRgb } from '../image/channels.ts';

/** Text that is this much higher than wide is turned: recognisers read lines. */
const UPRIGHT_RATIO = 1.5;

/**
 * quads → crops: each quad straightened onto a rectangle of its own side lengths by a perspective warp with bicubic
 * interpolation (a = −0.75, border repeated), turned a quarter counter-clockwise when much higher than wide.
 * Source: PaddleOCR tools/infer/utility.py get_rotate_crop_image; OpenCV warpPerspective.
 */
export const cropQuads: StepFactory<'crop-quads'> = () => (value, run) => {
  const { quads } = expectValue(value, 'quads');
  if (!run.original) throw new Error('text needs the picture it stands on');
  const picture = toRgb(run.original);
  return { kind: 'crops', crops: quads.map((quad) => ({ quad, picture: upright(straighten(picture, quad)) })) };
};

/** The whole picture as the one crop. */
export const pictureAsCrop: StepFactory<'picture-as-crop'> = () => (_value, run) => {
  if (!run.original) throw new Error('text needs the picture it stands on');
  return { kind: 'crops', crops: [{ quad: null, picture: toRgb(run.original) }] };
};

function straighten(picture: Picture, { corners }: Quad): Picture {
  const side = (a: number, b: number) => {
    const [from, to] = [corners[a], corners[b]];
    return from && to ? Math.hypot(to[0] - from[0], to[1] - from[1]) : 0;
  };
  const width = Math.max(1, Math.trunc(Math.max(side(0, 1), side(2, 3))));
  const height = Math.max(1, Math.trunc(Math.max(side(0, 3), side(1, 2))));
  const onto = projection(
    [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ],
    corners,
  );
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const w = onto[6] * x + onto[7] * y + 1;
      sample(picture, { x: (onto[0] * x + onto[1] * y + onto[2]) / w, y: (onto[3] * x + onto[4] * y + onto[5]) / w }, { into: data, at: (y * width + x) * 3 });
    }
  }
  return { kind: 'picture', width, height, channels: 3, data };
}

type Projection = [number, number, number, number, number, number, number, number];

// The eight numbers of the projection that takes `from` to `to`: two equations per corner, by Gauss with pivots.
function projection(from: readonly (readonly [number, number])[], to: readonly (readonly [number, number])[]): Projection {
  const rows = from.flatMap(([x, y], index) => {
    const [u, v] = to[index] as readonly [number, number];
    return [
      [x, y, 1, 0, 0, 0, -x * u, -y * u, u],
      [0, 0, 0, x, y, 1, -x * v, -y * v, v],
    ];
  });
  for (let column = 0; column < 8; column += 1) {
    const pivot = rows
      .slice(column)
      .reduce((best, row, at) => (Math.abs(row[column] as number) > Math.abs(rows[best]?.[column] ?? 0) ? at + column : best), column);
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const lead = rows[column] as number[];
    const factor = lead[column] as number;
    if (Math.abs(factor) < 1e-12) return [1, 0, 0, 0, 1, 0, 0, 0];
    for (let k = column; k < 9; k += 1) lead[k] = (lead[k] as number) / factor;
    rows.forEach((row, at) => {
      const share = row[column] as number;
      if (at === column || share === 0) return;
      for (let k = column; k < 9; k += 1) row[k] = (row[k] as number) - share * (lead[k] as number);
    });
  }
  return rows.map((row) => row[8] as number) as Projection;
}

function sample({ width, height, data }: Picture, { x, y }: { x: number; y: number }, out: { into: Uint8Array; at: number }): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const across = cubicWeights(x - left);
  const down = cubicWeights(y - top);
  const sums = [0, 0, 0];
  for (let j = 0; j < 4; j += 1) {
    const row = Math.min(height - 1, Math.max(0, top + j - 1)) * width;
    for (let i = 0; i < 4; i += 1) {
      const at = (row + Math.min(width - 1, Math.max(0, left + i - 1))) * 3;
      const weight = (across[i] as number) * (down[j] as number);
      for (let c = 0; c < 3; c += 1) sums[c] = (sums[c] as number) + weight * (data[at + c] as number);
    }
  }
  for (let c = 0; c < 3; c += 1) out.into[out.at + c] = Math.min(255, Math.max(0, Math.round(sums[c] as number)));
}

function cubicWeights(rest: number): number[] {
  const a = -0.75;
  const far = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1;
  return [far(1 + rest), near(rest), near(1 - rest), far(2 - rest)];
}

function upright(picture: Picture): Picture {
  const { width, height, data } = picture;
  if (height / width < UPRIGHT_RATIO) return picture;
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) turned.set(data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3), ((width - 1 - x) * height + y) * 3);
  }
  return { kind: 'picture', width: height, height: width, channels: 3, data: turned };
}
