import sharp from 'sharp';
import type { Media } from '../step.ts';

/** Levels → PNG. */
export async function encodePng(data: Uint8Array, of: { width: number; height: number; channels: 1 | 3 | 4 }): Promise<Media> {
  const bytes = await sharp(data, { raw: of }).png({ compressionLevel: 6 }).toBuffer();
  return { kind: 'media', mediaType: 'image/png', bytes };
}

/** A mask as the API's JSON carries it: base64 of a PNG of one channel, 0 or 255. */
export async function encodeMask(mask: Uint8Array, of: { width: number; height: number }): Promise<string> {
  const { bytes } = await encodePng(mask, { ...of, channels: 1 });
  return Buffer.from(bytes).toString('base64');
}
