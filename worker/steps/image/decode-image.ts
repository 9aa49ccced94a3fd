import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError } from '../../../server/errors.ts';
import { identifyMedia } from '../../../server/signatures/identify-media.ts';
import { expectValue, type Picture, type StepFactory } from '../step.ts';

const TAKEN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/tiff', 'image/avif']);

/**
 * media → picture [height, width, 3 or 4], 8 bits, upright. As Pillow's `exif_transpose().convert("RGB")`: the colour
 * profile is ignored and hidden colours under transparency are kept, because that is what models were trained on. The first
 * frame of an animation; the upper 8 of 16 bits. Notes the picture and the geometry of the run.
 * Source: measured against Pillow 9.4; sharp.pixelplumbing.com.
 * @throws AppError INVALID_INPUT, PAYLOAD_TOO_LARGE
 */
export const decodeImage: StepFactory<'decode-image'> =
  ({ alpha, background, maxPixels }) =>
  async (value, run) => {
    const { bytes } = expectValue(value, 'media');
    assertTaken(bytes);
    try {
      // The header alone: ours is the error that names the limit.
      assertPixels(await sharp(bytes, { limitInputPixels: false }).metadata(), maxPixels);
      const open = sharp(bytes, { ignoreIcc: true, failOn: 'error', limitInputPixels: maxPixels, sequentialRead: true });
      const picture = await toPicture(open.autoOrient().toColourspace('srgb'), alpha === 'flatten' ? background : null, alpha === 'keep');
      const { width, height } = picture;
      run.original = picture;
      run.geometry = { originalWidth: width, originalHeight: height, width, height, scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };
      return picture;
    } catch (error) {
      throw error instanceof AppError ? error : unreadable(error, bytes.byteLength);
    }
  };

async function toPicture(image: Sharp, background: string | null, keepAlpha: boolean): Promise<Picture> {
  const flat = background ? image.flatten({ background }) : keepAlpha ? image.ensureAlpha() : image.removeAlpha();
  const { data, info } = await flat.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3 || channels === 4) return { kind: 'picture', width, height, channels, data };
  // A grey file may come as one channel, or as grey and alpha.
  const wanted = keepAlpha ? 4 : 3;
  const spread = new Uint8Array(width * height * wanted);
  for (let i = 0; i < width * height; i += 1) {
    spread.fill(data[i * channels] ?? 0, i * wanted, i * wanted + 3);
    if (wanted === 4) spread[i * 4 + 3] = Number(channels) === 2 ? (data[i * 2 + 1] ?? 255) : 255;
  }
  return { kind: 'picture', width, height, channels: wanted, data: spread };
}

function assertTaken(bytes: Uint8Array): void {
  if (bytes.byteLength === 0) throw new AppError('INVALID_INPUT', 'The picture is empty: it has 0 bytes.', { suggestions: ['Send the file again.'] });
  const type = identifyMedia(bytes);
  if (type && TAKEN.has(type)) return;
  throw new AppError('INVALID_INPUT', `This is ${type ?? 'nothing that can be told by its first bytes'}, not a picture Moorage reads.`, {
    suggestions: ['Send a JPEG, PNG, WebP, GIF, TIFF or AVIF file.'],
  });
}

function assertPixels({ width = 0, height = 0 }: Metadata, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new AppError('PAYLOAD_TOO_LARGE', `The picture has ${width} × ${height} pixels; up to ${maxPixels / 1e6} million are read.`, {
    suggestions: ['Make it smaller: the model sees it at a much lower size anyway.'],
  });
}

function unreadable(error: unknown, sizeBytes: number): AppError {
  const cause = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new AppError('INVALID_INPUT', `The picture cannot be read: it breaks off or is damaged (${sizeBytes} bytes came).`, {
    cause,
    suggestions: ['Open it in a viewer to see whether it is whole, and send it again.'],
  });
}
