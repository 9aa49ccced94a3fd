import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from './errors.ts';

/** An error as kept with a version, deployment or invocation, and as every door answers it. */
export const errorBodySchema = z.object({
  code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  cause: z.string().nullable(),
  suggestions: z.array(z.string()),
});

/** Who did something. */
export const actorRecordSchema = z.object({ kind: z.enum(['user', 'key', 'system']), id: z.string().nullable(), name: z.string() });

/** Asks for one page of a list, newest first; `cursor` is the `nextCursor` of the page before. */
export const pageSchema = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().optional() });

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
