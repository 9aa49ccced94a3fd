import { z } from 'zod';

/** One way in which a version takes or gives something else than another. */
export const signatureChangeSchema = z.object({
  side: z.enum(['task', 'input', 'output']),
  /** Name of the field; of the task where the task is another. */
  field: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  /** Calls that worked are refused, or programs that read the answer stumble. */
  breaking: z.boolean(),
  /** One sentence. */
  message: z.string(),
});
export type SignatureChange = z.infer<typeof signatureChangeSchema>;
