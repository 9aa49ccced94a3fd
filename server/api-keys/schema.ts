import { z } from 'zod';
import { roleSchema } from '../access/schema.ts';

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How the key begins; the secret is not kept. */
  prefix: z.string(),
  role: roleSchema,
  createdBy: z.string().nullable(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const createApiKeySchema = z.object({
  team: z.string(),
  name: z.string().trim().min(1, 'Give the key a name.').max(80),
  role: roleSchema.default('developer'),
});
