import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { stepSchema, type StepKind, type StepOf } from '../../../server/signatures/step.ts';
import type { Picture, StepRun } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { freshRun, NO_TOOLS } from '../testing/fresh-run.ts';
import { IMAGE_STEPS } from './image-steps.ts';
import { resamplePillow, type PillowFilter } from './resample-pillow.ts';
import { resizeOpencv } from './resample-opencv.ts';

const FOLDER = path.join(import.meta.dirname, '../testing/fixtures/image');
const fixture = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, name)));
const expected = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as {
  pillow: { filter: PillowFilter; width: number; height: number; sha256: string }[];
  opencv: { width: number; height: number; sha256: string }[];
  halved: string;
  decoded: Record<string, { width: number; height: number; sha256: string }>;
  luma: string;
};
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

type ImageKind = keyof typeof IMAGE_STEPS & StepKind;

async function apply<K extends ImageKind>(step: { kind: K } & Partial<StepOf<K>>, value: unknown, run: StepRun = freshRun()) {
  const prepared = await IMAGE_STEPS[step.kind](stepSchema.parse(step) as never, NO_TOOLS);
  return prepared(value as never, run);
}

const media = (bytes: Uint8Array) => ({ kind: 'media', mediaType: 'image/png', bytes });
const decode = async (name: string, run = freshRun()) => (await apply({ kind: 'decode-image' }, media(fixture(name)), run)) as Picture;

async function refusal(bytes: Uint8Array): Promise<AppError> {
  const error: unknown = await apply({ kind: 'decode-image' }, media(bytes)).then(
    () => new Error('was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}

describe('decoding', () => {
  it.each(Object.keys(expected.decoded))('reads %s as Pillow does, level by level', async (name) => {
    const { width, height, data } = await decode(name);
    expect({ width, height, sha256: sha256(data) }).toEqual(expected.decoded[name]);
  });

  it('takes four colours of ink', async () => {
    expect(await decode('cmyk.jpg')).toMatchObject({ width: 32, height: 24, channels: 3 });
  });

  it('goes by what a file is, whatever it is called', async () => {
    const jpeg = { ...media(fixture('photo.jpg')), mediaType: 'image/png' };
    expect(await apply({ kind: 'decode-image' }, jpeg)).toMatchObject({ width: 48, height: 32 });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'INVALID_INPUT', 'The picture is empty: it has 0 bytes.'],
    ['text', new TextEncoder().encode('hello'), 'INVALID_INPUT', 'not a picture Moorage reads'],
    ['drawings in XML', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'INVALID_INPUT', 'This is image/svg+xml'],
    ['half of a JPEG', fixture('photo.jpg').subarray(0, 700), 'INVALID_INPUT', 'it breaks off or is damaged'],
    ['half of a PNG', fixture('photo.png').subarray(0, 4000), 'INVALID_INPUT', 'it breaks off or is damaged'],
  ])('refuses %s', async (_, bytes, code, message) => {
    const error = await refusal(bytes);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.suggestions.length).toBeGreaterThan(0);
  });

  it('refuses a picture of too many pixels by its header', async () => {
    const huge = fixture('photo.png').slice();
    new DataView(huge.buffer).setUint32(16, 20_000);
    new DataView(huge.buffer).setUint32(20, 20_000);
    const error = await refusal(huge);
    expect([error.code, error.message]).toEqual(['PAYLOAD_TOO_LARGE', 'The picture has 20000 × 20000 pixels; up to 50 million are read.']);
  });

  it('puts a colour behind what is transparent where that is asked for', async () => {
    const flat = (await apply({ kind: 'decode-image', alpha: 'flatten', background: '#ff0000' }, media(fixture('alpha.png')))) as Picture;
    expect([...flat.data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });
});

describe('resizing', () => {
  it.each(expected.pillow)('is what Pillow’s $filter makes of it at $width × $height, level by level', async ({ filter, width, height, sha256: wanted }) => {
    expect(sha256(resamplePillow(await decode('photo.png'), { width, height, filter }).data)).toBe(wanted);
  });

  it.each(expected.opencv)('is what OpenCV’s linear makes of it at $width × $height', async ({ width, height, sha256: wanted }) => {
    expect(sha256(resizeOpencv(await decode('photo.png'), width, height).data)).toBe(wanted);
  });

  it('halves as OpenCV does, by the mean of four', async () => {
    expect(sha256(resizeOpencv(await decode('half.png'), 30, 22).data)).toBe(expected.halved);
  });

  it.each([
    [{ mode: 'shortest', edge: 224 }, 333, 500, [224, 336]],
    [{ mode: 'shortest', edge: 224 }, 1, 1000, [224, 224_000]],
    [{ mode: 'shortest', edge: 800, limit: 1333 }, 640, 480, [1066, 800]],
    [{ mode: 'shortest', edge: 800, limit: 1333 }, 1000, 300, [1333, 400]],
    [{ mode: 'multiple', width: 518, height: 518, multiple: 14 }, 640, 480, [686, 518]],
    [{ mode: 'bounded', limit: 960, multiple: 32 }, 2000, 1000, [960, 480]],
    [{ mode: 'bounded', limit: 960, multiple: 32 }, 500, 100, [512, 96]],
    [{ mode: 'height', width: 320, height: 48 }, 100, 30, [160, 48]],
    [{ mode: 'height', width: 320, height: 48 }, 1000, 30, [320, 48]],
  ] as const)('with %j takes %i × %i to %j', async (step, width, height, wanted) => {
    const { resizeSize } = await import('./resize-size.ts');
    const size = resizeSize({ width, height }, stepSchema.parse({ kind: 'resize', ...step }) as StepOf<'resize'>);
    expect([size.width, size.height]).toEqual(wanted);
  });
});

describe('a picture on its way to a tensor', () => {
  it('becomes grey as Pillow’s "L"', async () => {
    const gray = (await apply({ kind: 'channels', order: 'gray' }, await decode('photo.png'))) as Picture;
    expect([gray.channels, sha256(gray.data)]).toEqual([1, expected.luma]);
  });

  it.each([
    [640, 480],
    [481, 640],
    [1, 1],
    [100, 900],
  ])('of %i × %i finds its corners again after a letterbox', async (width, height) => {
    const run = freshRun();
    run.geometry = { originalWidth: width, originalHeight: height, width, height, scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };
    const blank = { kind: 'picture', width, height, channels: 3, data: new Uint8Array(width * height * 3) };
    const boxed = (await apply({ kind: 'letterbox', width: 640, height: 640 }, blank, run)) as Picture;
    expect([boxed.width, boxed.height]).toEqual([640, 640]);
    const { scaleX, scaleY, offsetX, offsetY } = run.geometry;
    for (const [x, y] of [
      [0, 0],
      [width, height],
    ] as const) {
      const there = [x * scaleX + offsetX, y * scaleY + offsetY];
      const back = [((there[0] ?? 0) - offsetX) / scaleX, ((there[1] ?? 0) - offsetY) / scaleY];
      expect(Math.abs((back[0] ?? 0) - x)).toBeLessThan(0.51);
      expect(Math.abs((back[1] ?? 0) - y)).toBeLessThan(0.51);
      expect(there.every((at) => at >= 0 && at <= 640)).toBe(true);
    }
  });

  it('is cut from its middle, and padded where it is too small', async () => {
    const picture: Picture = { kind: 'picture', width: 3, height: 1, channels: 1, data: Uint8Array.of(1, 2, 3) };
    expect(await apply({ kind: 'center-crop', width: 2, height: 1 }, picture)).toMatchObject({ data: Uint8Array.of(1, 2) });
    expect(await apply({ kind: 'center-crop', width: 6, height: 1 }, picture)).toMatchObject({ data: Uint8Array.of(0, 0, 1, 2, 3, 0) });
  });

  it('is scaled, normalised and laid out by planes', async () => {
    const picture: Picture = { kind: 'picture', width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 51, 0, 255, 102) };
    const pixels = await apply({ kind: 'rescale' }, picture);
    const normal = await apply({ kind: 'normalise', mean: [0.5, 0.5, 0.5], std: [0.5, 0.25, 0.5] }, pixels);
    const tensor = await apply({ kind: 'to-tensor' }, normal);
    if (tensor.kind !== 'tensor') throw new Error('no tensor');
    expect(tensor.shape).toEqual([1, 3, 1, 2]);
    const wanted = [1, -1, -2, 2, -0.6, -0.2];
    numbersOf(tensor).forEach((value, at) => expect(value).toBeCloseTo(wanted[at] as number, 6));
  });
});
