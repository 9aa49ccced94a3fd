import type { TranscriptPart } from '../../../server/signatures/subtitles.ts';

/** Place of the part that is heard at a time, in seconds: the last that has begun, until the next one does. −1 before the first and after the last. */
export function partAt(parts: readonly TranscriptPart[], seconds: number): number {
  const index = parts.findLastIndex(({ timestamp: [start] }) => start <= seconds);
  const over = index === parts.length - 1 && seconds > (parts[index]?.timestamp[1] ?? 0);
  return over ? -1 : index;
}
