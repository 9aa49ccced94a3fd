import { z } from 'zod';
import { roleSchema } from '../access/schema.ts';

export const memberSchema = z.object({ id: z.string(), email: z.string(), name: z.string(), role: roleSchema, joinedAt: z.date() });
export type MemberView = z.infer<typeof memberSchema>;

export const invitationSchema = z.object({
  id: z.string(),
  role: roleSchema,
  email: z.string().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type InvitationView = z.infer<typeof invitationSchema>;

export const INVITATION_DAYS = 7;
