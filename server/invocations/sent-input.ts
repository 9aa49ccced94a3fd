import type { FieldValue } from '../signatures/value.ts';

/**
 * One input as a caller may send it: a tensor or bytes as they are; `data` that means what its field says (text, a number,
 * a row, base64 of a picture); the address of a file; or a file that was uploaded before.
 */
export type SentInput = FieldValue | { name: string; data: unknown } | { name: string; url: string } | { name: string; upload: string };
