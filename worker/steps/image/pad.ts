import { expectValue, type Picture, type Pixels, type StepFactory } from '../step.ts';

/** pixels or picture → the same with a border of one value: to width × height, or up to the next multiple. */
export const pad: StepFactory<'pad'> = (step) => (value, run) => {
  const picture = expectValue(value, 'picture', 'pixels');
  const width = sizeOf(picture.width, step.width, step.multiple);
  const height = sizeOf(picture.height, step.height, step.multiple);
  if (width === picture.width && height === picture.height) return picture;
  const left = step.side === 'around' ? Math.floor((width - picture.width) / 2) : 0;
  const top = step.side === 'around' ? Math.floor((height - picture.height) / 2) : 0;
  const { geometry } = run;
  if (geometry) run.geometry = { ...geometry, width, height, offsetX: geometry.offsetX + left, offsetY: geometry.offsetY + top };
  return bordered(picture, { width, height, left, top, value: step.value });
};

function sizeOf(size: number, wanted: number | undefined, multiple: number | undefined): number {
  const least = Math.max(size, wanted ?? size);
  return multiple === undefined ? least : Math.ceil(least / multiple) * multiple;
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
