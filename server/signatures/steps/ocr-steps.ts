import { z } from 'zod';

/** From a picture of text to text: detect, cut, recognise. */
export const ocrSteps = [
  /** tensor [1,1,h,w] of probabilities → quads on the original picture (PaddleOCR's DBPostProcess, box mode). */
  z.object({
    kind: z.literal('text-boxes'),
    threshold: z.number().default(0.3),
    boxThreshold: z.number().default(0.6),
    unclip: z.number().default(1.5),
    minSide: z.number().default(3),
    max: z.number().int().default(1000),
  }),
  /** quads → crops: each straightened by a perspective warp (bicubic), turned when much higher than wide. */
  z.object({ kind: z.literal('crop-quads') }),
  /** A whole picture as the one crop, for recognisers deployed alone. */
  z.object({ kind: z.literal('picture-as-crop') }),
  /** crops → crops with the tensors of a graph run on each: channels, height 48, (x/255 − 0.5)/0.5, padded to `width`. */
  z.object({
    kind: z.literal('run'),
    graph: z.string(),
    input: z.string(),
    output: z.string(),
    height: z.number().int().positive().default(48),
    width: z.number().int().positive().default(320),
    order: z.enum(['rgb', 'bgr']).default('bgr'),
    /** Crops stacked into one call. */
    batch: z.number().int().positive().default(6),
  }),
  /** tensor [N,T,C], or crops with one each → text and confidence (CTC, greedy). `alphabet` is a file of the version, a line per class after the blank. */
  z.object({
    kind: z.literal('ctc'),
    alphabet: z.union([z.array(z.string()), z.object({ file: z.string() })]),
    blank: z.enum(['first', 'last']).default('first'),
    space: z.boolean().default(true),
  }),
  /** crops with text → {generated_text, lines:[{text, score, box:[[x,y]×4]}]} in reading order; lines below `threshold` are dropped. */
  z.object({ kind: z.literal('lines-to-text'), threshold: z.number().default(0.5) }),
  /** quads → [{label:"text", score, box:{xmin,…}, polygon:[[x,y]×4]}], for detectors deployed alone. */
  z.object({ kind: z.literal('quads-to-json') }),
] as const;
