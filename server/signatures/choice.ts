import { z } from 'zod';
import { precisionSchema } from './bundle/precisions.ts';
import { signatureSchema } from './schema.ts';
import { taskSchema } from './task.ts';

/**
 * What a person chose for a version instead of what its files were guessed to be: another task with its preset fields, of a
 * bundle another precision, or fields of their own. Graphs are always read from the files.
 */
export const choiceSchema = z.union([
  z.strictObject({ task: taskSchema, precision: precisionSchema.optional() }),
  z.strictObject({ signature: signatureSchema.omit({ graphs: true, guess: true }) }),
]);
export type Choice = z.infer<typeof choiceSchema>;
