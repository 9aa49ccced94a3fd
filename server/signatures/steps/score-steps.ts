import { z } from 'zod';

const number = z.union([z.number(), z.object({ field: z.string() })]);

/** From scores to labels. */
export const scoreSteps = [
  /** tensor → tensor FP32, softmax or sigmoid along the axis (last where left out), computed in float64. */
  z.object({ kind: z.literal('activation'), function: z.enum(['softmax', 'sigmoid', 'none']), axis: z.number().int().default(-1) }),
  /** tensor [1, C] or [C] → tensor FP32: mean over the frames of [T, C] or [1, T, C]. */
  z.object({ kind: z.literal('mean-over-time') }),
  /** tensor [1, C] or [C] → [{label, score}], best first. A class without a label is "LABEL_i". */
  z.object({ kind: z.literal('top-k'), k: number.default(5), labels: z.array(z.string()).default([]) }),
  /** tensor → the plain JSON number of a single element. */
  z.object({ kind: z.literal('to-number') }),
] as const;
