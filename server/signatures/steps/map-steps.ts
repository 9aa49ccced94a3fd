import { z } from 'zod';

const number = z.union([z.number(), z.object({ field: z.string() })]);

/** From maps (one value per pixel) to masks and pictures. */
export const mapSteps = [
  /** tensor [1,C,h,w] → [{label, score: null, mask}]: bilinear to the original size, then argmax; one PNG mask per class seen. */
  z.object({ kind: z.literal('semantic-masks'), labels: z.array(z.string()).default([]), ignore: z.array(z.string()).default([]) }),
  /** boxes with coefficients, and their prototypes [1,32,h,w] (YOLO-seg) → [{label, score, box, mask}]. Follows decode-boxes and nms. */
  z.object({ kind: z.literal('prototype-masks'), prototypes: z.string() }),
  /** tensors logits [1,Q,C+1] and pred_masks [1,Q,h,w] → [{label, score, mask}] (MaskFormer, DETR panoptic). */
  z.object({
    kind: z.literal('query-masks'),
    labels: z.array(z.string()).default([]),
    threshold: number.default(0.5),
    maskThreshold: number.default(0.5),
    overlapThreshold: number.default(0.8),
  }),
  /** tensor [1,1,h,w] or [1,h,w] → tensor with (x − min) ÷ (max − min); all zero when they are equal. */
  z.object({ kind: z.literal('min-max') }),
  /** tensor [1,1,h,w] or [1,2,h,w] of probabilities → [{label, score, mask}] of what is above the threshold. */
  z.object({ kind: z.literal('threshold-mask'), threshold: number.default(0.5), label: z.string().default('foreground') }),
  /** tensor [1,1,h,w] in 0..1 → PNG: the original picture with it as alpha. */
  z.object({ kind: z.literal('cut-out') }),
  /** tensor [1,1,h,w] → PNG, 8-bit grey, at the original size. */
  z.object({ kind: z.literal('mask-image') }),
  /** tensor [1,C,h,w] → PNG. `range` says what black and white are; at the tensor's own size. */
  z.object({ kind: z.literal('to-image'), range: z.enum(['0..1', '-1..1', '0..255']), order: z.enum(['rgb', 'bgr', 'gray']).default('rgb') }),
  /** tensor [1,h,w] or [1,1,h,w] → PNG at the original size, near to far in 0..255, coloured by `map`. */
  z.object({
    kind: z.literal('depth-image'),
    map: z.enum(['inferno', 'turbo', 'gray']).default('inferno'),
    /** Large is near (MiDaS, Depth Anything), or large is far in metres (metric models). */
    meaning: z.enum(['inverse', 'metres']).default('inverse'),
  }),
] as const;
