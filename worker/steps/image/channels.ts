import { expectValue, type Picture, type StepFactory } from '../step.ts';

/** picture → picture with these channels in this order. Grey is ITU-R 601 luma in Pillow's fixed point (Convert.c, "L"). */
export const channels: StepFactory<'channels'> =
  ({ order }) =>
  (value) => {
    const picture = expectValue(value, 'picture');
    if (order === 'gray') return toGray(picture);
    if (order === 'rgba') return toRgba(picture);
    const rgb = toRgb(picture);
    return order === 'rgb' ? rgb : swapped(rgb);
  };

function toGray(picture: Picture): Picture {
  const { width, height, channels: from, data } = picture;
  if (from === 1) return picture;
  const gray = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < gray.length; i += 1, at += from) {
    gray[i] = ((data[at] as number) * 19595 + (data[at + 1] as number) * 38470 + (data[at + 2] as number) * 7471 + 0x8000) >> 16;
  }
  return { kind: 'picture', width, height, channels: 1, data: gray };
}

/** picture of any channels → RGB: grey is spread, alpha is dropped. */
export function toRgb(picture: Picture): Picture {
  const { width, height, channels: from, data } = picture;
  if (from === 3) return picture;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) rgb[i * 3 + c] = data[i * from + (from === 1 ? 0 : c)] as number;
  }
  return { kind: 'picture', width, height, channels: 3, data: rgb };
}

function toRgba(picture: Picture): Picture {
  if (picture.channels === 4) return picture;
  const { width, height, data } = toRgb(picture);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i += 1) rgba.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  return { kind: 'picture', width, height, channels: 4, data: rgba };
}

function swapped(picture: Picture): Picture {
  const data = new Uint8Array(picture.data.length);
  for (let at = 0; at < data.length; at += 3) {
    data[at] = picture.data[at + 2] as number;
    data[at + 1] = picture.data[at + 1] as number;
    data[at + 2] = picture.data[at] as number;
  }
  return { ...picture, data };
}
