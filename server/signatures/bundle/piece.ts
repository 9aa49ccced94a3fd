import { z } from 'zod';

const MOST = 100_000;

/** What a run has made before its end: text that follows on what came before, what a recording is known to say, how far it is. */
export const pieceSchema = z.object({
  text: z.string().max(MOST),
  segments: z
    .array(z.object({ text: z.string(), timestamp: z.tuple([z.number(), z.number()]) }))
    .max(MOST)
    .optional(),
  /** From 0 to 1. */
  progress: z.number().min(0).max(1).optional(),
});
export type Piece = z.infer<typeof pieceSchema>;

/** Two pieces, the second of which follows on the first, as one. */
export function joinPieces(first: Piece, next: Piece): Piece {
  const segments = [...(first.segments ?? []), ...(next.segments ?? [])];
  const progress = next.progress ?? first.progress;
  return { text: first.text + next.text, ...(segments.length > 0 ? { segments } : {}), ...(progress === undefined ? {} : { progress }) };
}
