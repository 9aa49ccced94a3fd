import { z } from 'zod';

const size = z.number().int().positive();

/** Pillow's filters by name. */
export const RESAMPLE_FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/** From the bytes of a picture to a tensor. Pictures are 8-bit, interleaved; sizes are [width, height] in pixels. */
export const imageSteps = [
  /** media → picture (RGB, or RGBA with `alpha: 'keep'`), EXIF orientation applied, colour profile ignored, first frame. */
  z.object({
    kind: z.literal('decode-image'),
    alpha: z.enum(['drop', 'flatten', 'keep']).default('drop'),
    /** Behind transparent pixels, with `alpha: 'flatten'`. */
    background: z.string().default('#ffffff'),
    maxPixels: z.number().int().positive().default(50_000_000),
  }),
  /** picture → picture with these channels in this order. `gray` is ITU-R 601 luma as Pillow's "L". */
  z.object({ kind: z.literal('channels'), order: z.enum(['rgb', 'bgr', 'gray', 'rgba']) }),
  /** picture → picture with light and dark exchanged (drawings of dark ink for models of light strokes). */
  z.object({ kind: z.literal('invert') }),
  /**
   * picture → picture. stretch: exactly width × height. shortest / longest: that edge becomes `edge`, the other keeps the
   * aspect (at most `limit` on the longer; sides cut to multiples of `multiple`, if given). fit: inside width × height. multiple: scaled by the factor nearest 1 to
   * width × height, sides rounded to multiples of `multiple`. bounded: scaled only when the longer side passes `limit` or
   * the shorter is below `edge`, sides rounded, or cut with `rounding: 'down'`, to multiples of `multiple`. height: height becomes `height`, width
   * ceil(height × w/h) up to `width`.
   */
  z.object({
    kind: z.literal('resize'),
    mode: z.enum(['stretch', 'shortest', 'longest', 'fit', 'multiple', 'bounded', 'height']),
    width: size.optional(),
    height: size.optional(),
    edge: size.optional(),
    limit: size.optional(),
    multiple: size.optional(),
    rounding: z.enum(['nearest', 'down']).default('nearest'),
    filter: z.enum(RESAMPLE_FILTERS).default('bilinear'),
    /** Whose arithmetic is followed bit by bit: Pillow's (antialiased) or OpenCV's INTER_LINEAR (not). */
    implementation: z.enum(['pillow', 'opencv']).default('pillow'),
  }),
  /** picture → picture scaled to fit and padded to width × height. Ultralytics LetterBox when centred, YOLOX when not. */
  z.object({
    kind: z.literal('letterbox'),
    width: size,
    height: size,
    color: z.tuple([z.number().int(), z.number().int(), z.number().int()]).default([114, 114, 114]),
    center: z.boolean().default(true),
    scaleUp: z.boolean().default(true),
    implementation: z.enum(['pillow', 'opencv']).default('opencv'),
  }),
  /** picture → picture cut from the middle; too small ones are padded with black. */
  z.object({ kind: z.literal('center-crop'), width: size, height: size }),
  /**
   * pixels or picture → same, padded right and bottom (or all round) to width × height or to multiples, with `value` or with
   * what lies before the edge in a mirror. `more`: one multiple more than is there, also where it is whole (Swin2SR).
   */
  z.object({
    kind: z.literal('pad'),
    width: size.optional(),
    height: size.optional(),
    multiple: size.optional(),
    more: z.boolean().default(false),
    border: z.enum(['value', 'mirror']).default('value'),
    value: z.number().default(0),
    side: z.enum(['right-bottom', 'around']).default('right-bottom'),
  }),
  /** picture → pixels (float32, interleaved): x × factor + offset. */
  z.object({ kind: z.literal('rescale'), factor: z.number().default(1 / 255), offset: z.number().default(0) }),
  /** picture → pixels divided by the picture's own largest value (rembg's U2Net). */
  z.object({ kind: z.literal('rescale-by-max') }),
  /** pixels → pixels: (x − mean) ÷ std per channel. One number stands for all channels. */
  z.object({ kind: z.literal('normalise'), mean: z.array(z.number()).min(1), std: z.array(z.number()).min(1) }),
  /** pixels or picture → tensor [1,C,H,W] or [1,H,W,C] of the datatype. */
  z.object({
    kind: z.literal('to-tensor'),
    layout: z.enum(['nchw', 'nhwc', 'hwc', 'chw']).default('nchw'),
    datatype: z.enum(['FP32', 'FP16', 'UINT8']).default('FP32'),
  }),
] as const;
