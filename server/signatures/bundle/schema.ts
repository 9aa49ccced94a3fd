import { z } from 'zod';
import { precisionSchema } from './precisions.ts';

/** A Hugging Face bundle in ONNX: which precision of its graphs runs, and which there are. */
export const bundleSchema = z.object({
  precision: precisionSchema,
  /** Smallest first; bytes of the graphs together, without external data. */
  precisions: z.array(z.object({ precision: precisionSchema, sizeBytes: z.number().int() })),
  /** The graphs that run, by the name the library has for each. */
  parts: z.array(z.object({ part: z.string(), file: z.string() })),
});
export type Bundle = z.infer<typeof bundleSchema>;

/** What a version that writes step by step is run with: the generation loop of transformers.js. */
export const generationSchema = z.object({
  /**
   * causal: text goes on; text: text from text; speech: text from a recording; picture: text from a picture; voice: a
   * recording from text, in one step.
   */
  kind: z.enum(['causal', 'text', 'speech', 'picture', 'voice']),
  /** Most tokens of prompt and answer together, or of the answer alone where text is made from something else; null: unknown. */
  contextLength: z.number().int().positive().nullable(),
  /** It has a chat template: messages are its input. */
  chat: z.boolean(),
  /** Put before every text: T5 is told what to do by its first words. */
  prefix: z.string().optional(),
  /** Put before every text by the pair of languages that is chosen: "en_to_de" → "translate English to German: ". */
  pairs: z.record(z.string(), z.string()).optional(),
});
export type Generation = z.infer<typeof generationSchema>;
