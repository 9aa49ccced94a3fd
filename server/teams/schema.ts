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

/** What a team's runs may lose when the machine dies: nothing, or the last instants for speed. */
export const durabilitySchema = z.enum(['strict', 'balanced']);
export type Durability = z.infer<typeof durabilitySchema>;

export const updateTeamSchema = z.object({
  team: z.string(),
  durability: durabilitySchema.optional(),
  /** Shown to the Hugging Face Hub for models that are not public; null takes it away. */
  hubToken: z.string().trim().min(1).max(200).nullable().optional(),
});
export type UpdateTeam = z.infer<typeof updateTeamSchema>;

export const INVITATION_DAYS = 7;
