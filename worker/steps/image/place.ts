import type { Picture } from '../step.ts';

/** A picture of another size around (or out of) a picture, whose top left corner comes to lie at `left`, `top`. */
export function placed(picture: Picture, onto: { width: number; height: number; left: number; top: number; color: readonly number[] }): Picture {
  const { channels } = picture;
  const { width, height, left, top, color } = onto;
  const data = new Uint8Array(width * height * channels);
  if (color.some((level) => level !== 0)) {
    for (let at = 0; at < data.length; at += 1) data[at] = color[at % channels] ?? color[0] ?? 0;
  }
  const firstX = Math.max(0, -left);
  const count = Math.min(picture.width - firstX, width - Math.max(0, left));
  if (count > 0) {
    for (let y = Math.max(0, -top); y < Math.min(picture.height, height - top); y += 1) {
      const from = (y * picture.width + firstX) * channels;
      data.set(picture.data.subarray(from, from + count * channels), ((y + top) * width + Math.max(0, left)) * channels);
    }
  }
  return { kind: 'picture', width, height, channels, data };
}
