import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type Picture, type Pixels, type StepFactory } from '../step.ts';

/**
 * pixels or picture → the same with a border: to width × height, or up to the next multiple. The border is one value, or
 * mirrors the picture with its last line repeated (numpy's "symmetric").
 */
export const pad: StepFactory<'pad'> = (step) => (value, run) => {
  const picture = expectValue(value, 'picture', 'pixels');
  const width = sizeOf(picture.width, step.width, step);
  const height = sizeOf(picture.height, step.height, step);
  if (width === picture.width && height === picture.height) return picture;
  const left = step.side === 'around' ? Math.floor((width - picture.width) / 2) : 0;
  const top = step.side === 'around' ? Math.floor((height - picture.height) / 2) : 0;
  const { geometry } = run;
  if (geometry) run.geometry = { ...geometry, width, height, offsetX: geometry.offsetX + left, offsetY: geometry.offsetY + top };
  return step.border === 'mirror' ? mirrored(picture, { width, height, left, top }) : bordered(picture, { width, height, left, top, value: step.value });
};

function sizeOf(size: number, wanted: number | undefined, { multiple, more }: Pick<StepOf<'pad'>, 'multiple' | 'more'>): number {
  const least = Math.max(size, wanted ?? size);
  if (multiple === undefined) return least;
  return (more ? Math.floor(least / multiple) + 1 : Math.ceil(least / multiple)) * multiple;
}

function mirrored<T extends Picture | Pixels>(picture: T, to: { width: number; height: number; left: number; top: number }): T {
  const { channels } = picture;
  const length = to.width * to.height * channels;
  const data = picture.kind === 'pixels' ? new Float32Array(length) : new Uint8Array(length);
  for (let y = 0; y < to.height; y += 1) {
    const row = inMirror(y - to.top, picture.height) * picture.width;
    for (let x = 0; x < to.width; x += 1) {
      const from = (row + inMirror(x - to.left, picture.width)) * channels;
      data.set(picture.data.subarray(from, from + channels), (y * to.width + x) * channels);
    }
  }
  return { ...picture, width: to.width, height: to.height, data };
}

function inMirror(at: number, size: number): number {
  const turn = ((at % (2 * size)) + 2 * size) % (2 * size);
  return turn < size ? turn : 2 * size - 1 - turn;
}

function bordered<T extends Picture | Pixels>(picture: T, to: { width: number; height: number; left: number; top: number; value: number }): T {
  const { channels } = picture;
  const length = to.width * to.height * channels;
  const data = picture.kind === 'pixels' ? new Float32Array(length).fill(to.value) : new Uint8Array(length).fill(to.value);
  for (let y = 0; y < picture.height; y += 1) {
    const from = y * picture.width * channels;
    data.set(picture.data.subarray(from, from + picture.width * channels), ((y + to.top) * to.width + to.left) * channels);
  }
  return { ...picture, width: to.width, height: to.height, data };
}
