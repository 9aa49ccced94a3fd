import type { Picture } from '../step.ts';

export type PillowFilter = 'nearest' | 'lanczos' | 'bilinear' | 'bicubic' | 'box' | 'hamming';

const BITS = 22;
const HALF = 1 << (BITS - 1);

const KERNELS: Record<Exclude<PillowFilter, 'nearest'>, { support: number; weight(x: number): number }> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** For every output pixel: where its window begins, how long it is, and its weights in fixed point. */
interface Taps {
  starts: Int32Array;
  counts: Int32Array;
  weights: Int32Array;
  /** Weights per output pixel. */
  size: number;
}

/**
 * Resizes as Pillow 13 does, bit by bit: separable, the first pass into 8 bits, weights in 22-bit fixed point, antialiased
 * when it shrinks. The horizontal pass comes first, unless the height shrinks by more than twice what the width does.
 * Source: Pillow src/libImaging/Resample.c.
 */
export function resamplePillow(picture: Picture, size: { width: number; height: number; filter: PillowFilter }): Picture {
  const { width, height, filter } = size;
  if (width === picture.width && height === picture.height) return picture;
  if (filter === 'nearest') return nearest(picture, width, height);
  const across = (from: Picture) => (width === from.width ? from : horizontal(from, width, tapsOf(from.width, width, filter)));
  const down = (from: Picture) => (height === from.height ? from : vertical(from, height, tapsOf(from.height, height, filter)));
  const shorter = picture.height - height;
  return shorter > 0 && shorter > (picture.width - width) * 2 ? across(down(picture)) : down(across(picture));
}

function tapsOf(from: number, to: number, filter: Exclude<PillowFilter, 'nearest'>): Taps {
  const { support: base, weight } = KERNELS[filter];
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = base * filterScale;
  const size = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * size);
  const row = new Float64Array(size);
  for (let i = 0; i < to; i += 1) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < count; k += 1) {
      row[k] = weight((first + k - center + 0.5) / filterScale);
      sum += row[k] as number;
    }
    for (let k = 0; k < count; k += 1) {
      const share = ((sum === 0 ? (row[k] as number) : (row[k] as number) / sum) * (1 << BITS)) as number;
      weights[i * size + k] = Math.trunc(share + (share < 0 ? -0.5 : 0.5));
    }
    starts[i] = first;
    counts[i] = count;
  }
  return { starts, counts, weights, size };
}

function horizontal(picture: Picture, width: number, { starts, counts, weights, size }: Taps): Picture {
  const { channels, height, data, width: from } = picture;
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const start = (y * from + (starts[x] as number)) * channels;
      const count = counts[x] as number;
      for (let c = 0; c < channels; c += 1) {
        let sum = HALF;
        for (let k = 0; k < count; k += 1) sum += (data[start + k * channels + c] as number) * (weights[x * size + k] as number);
        out[(y * width + x) * channels + c] = clip(sum);
      }
    }
  }
  return { ...picture, width, data: out };
}

function vertical(picture: Picture, height: number, { starts, counts, weights, size }: Taps): Picture {
  const { channels, width, data } = picture;
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  const sums = new Float64Array(stride);
  for (let y = 0; y < height; y += 1) {
    sums.fill(HALF);
    const start = starts[y] as number;
    for (let k = 0; k < (counts[y] as number); k += 1) {
      const weight = weights[y * size + k] as number;
      const from = (start + k) * stride;
      for (let i = 0; i < stride; i += 1) sums[i] = (sums[i] as number) + (data[from + i] as number) * weight;
    }
    for (let i = 0; i < stride; i += 1) out[y * stride + i] = clip(sums[i] as number);
  }
  return { ...picture, height, data: out };
}

function clip(sum: number): number {
  const level = sum >> BITS;
  return level < 0 ? 0 : level > 255 ? 255 : level;
}

// The position is added up, not multiplied: only so is it exact (Pillow Geometry.c, ImagingScaleAffine).
function nearest(picture: Picture, width: number, height: number): Picture {
  const { channels, data, width: from } = picture;
  const columns = positions(from, width);
  const rows = positions(picture.height, height);
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = ((rows[y] as number) * from + (columns[x] as number)) * channels;
      for (let c = 0; c < channels; c += 1) out[(y * width + x) * channels + c] = data[at + c] as number;
    }
  }
  return { kind: 'picture', width, height, channels, data: out };
}

function positions(from: number, to: number): Int32Array {
  const scale = from / to;
  let position = scale / 2;
  return Int32Array.from({ length: to }, () => {
    const at = Math.trunc(position);
    position += scale;
    return at;
  });
}

function hamming(x: number): number {
  const distance = Math.abs(x);
  if (distance === 0) return 1;
  return distance >= 1 ? 0 : sinc(distance) * (0.54 + 0.46 * Math.cos(Math.PI * distance));
}

function bicubic(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
