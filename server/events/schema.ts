import { z } from 'zod';

export const EVENT_KINDS = ['status', 'phase', 'log', 'progress', 'output', 'done'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One line of what happened to a subject, numbered per subject from 1. */
export const eventSchema = z.object({
  seq: z.number().int(),
  kind: z.enum(EVENT_KINDS),
  /** `log`: {level, text, phase?}; `phase`: a Phase; `status`: {status}; `done`: {status}. */
  data: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
});
export type StoredEvent = z.infer<typeof eventSchema>;
export type NewEvent = Pick<StoredEvent, 'kind' | 'data'>;
