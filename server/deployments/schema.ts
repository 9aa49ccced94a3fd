import { z } from 'zod';
import { errorBodySchema } from '../schema.ts';

export const PHASES = ['upload', 'verify', 'parse', 'prepare', 'load', 'probe'] as const;
export const phaseSchema = z.object({
  name: z.enum(PHASES),
  status: z.enum(['todo', 'running', 'done', 'warning', 'failed', 'skipped']),
  /** One fact beside the name: "787.5 MB in 4 files". */
  fact: z.string().nullable(),
  /** Of an upload: where the server fetches the files from (`hf:…`); left out where they were sent. */
  source: z.string().optional(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type Phase = z.infer<typeof phaseSchema>;

export const deploymentSchema = z.object({
  id: z.string(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']),
  phases: z.array(phaseSchema),
  error: errorBodySchema.nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
});
export type DeploymentView = z.infer<typeof deploymentSchema>;

/** A log line as an event's data. `phase` says which step it belongs to. */
export const logLineSchema = z.object({ level: z.enum(['info', 'warn', 'error']), text: z.string(), phase: z.enum(PHASES).optional() });
export type LogLine = z.infer<typeof logLineSchema>;
