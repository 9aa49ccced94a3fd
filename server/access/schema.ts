import { z } from 'zod';

export const ROLES = ['owner', 'admin', 'developer', 'invoker', 'viewer'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** Names no team may take: they are, or may become, the first part of an address. */
export const RESERVED_TEAM_NAMES = [
  'api',
  'login',
  'setup',
  'invite',
  'reset',
  'signup',
  'settings',
  'docs',
  'v1',
  'v2',
  'healthz',
  'readyz',
  '_next',
  'account',
  'admin',
  'static',
  'public',
];

export const teamNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,38}$/, 'Team names use a–z, 0–9 and -, up to 39 characters, and start with a letter or digit.')
  .refine((name) => !RESERVED_TEAM_NAMES.includes(name), 'This name is reserved. Choose another one.');

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email('This is not an e-mail address.'));

export const passwordSchema = z.string().min(12, 'Use at least 12 characters.').max(256, 'Use at most 256 characters.');
