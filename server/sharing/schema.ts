import { z } from 'zod';
import { actorRecordSchema } from '../schema.ts';

export const shareInvocationSchema = z.object({
  team: z.string(),
  id: z.string(),
  /** Days until the link stops working. */
  days: z.number().int().min(1).max(90).default(7),
});

/** A link to one run for people without an account. */
export const shareLinkSchema = z.object({
  id: z.string(),
  createdBy: actorRecordSchema,
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type ShareLinkView = z.infer<typeof shareLinkSchema>;
