import type { Role } from './schema.ts';

/**
 * Role × verb: the least role a verb needs in its team. Every verb file of server/<noun>/ that acts inside a team
 * has a row; a test fails when one is missing.
 */
export const LEAST_ROLE = {
  'list-models': 'viewer',
  'list-model-names': 'viewer',
  'count-models': 'viewer',
  'get-model': 'viewer',
  'update-model': 'developer',
  'delete-model': 'developer',
  'restore-model': 'developer',
  'create-version': 'developer',
  'import-version': 'developer',
  'list-versions': 'viewer',
  'get-version': 'viewer',
  'compare-versions': 'viewer',
  'edit-signature': 'developer',
  'activate-version': 'developer',
  'update-version-settings': 'developer',
  'close-circuit': 'developer',
  'delete-version': 'developer',
  'restore-version': 'developer',
  'read-model-file': 'viewer',
  'get-deployment': 'viewer',
  'follow-deployment': 'viewer',
  'cancel-deployment': 'developer',
  'retry-deployment': 'developer',
  'replace-file': 'developer',
  'create-upload': 'developer',
  'append-upload': 'developer',
  'store-upload': 'developer',
  'list-uploads': 'developer',
  'get-upload': 'developer',
  'delete-upload': 'developer',
  'find-stored-file': 'developer',
  'create-invocation': 'invoker',
  'create-invocations': 'invoker',
  'get-invocation': 'invoker',
  'list-invocations': 'invoker',
  'wait-invocation': 'invoker',
  'follow-invocation': 'invoker',
  'cancel-invocation': 'invoker',
  'read-tensor': 'invoker',
  'compare-invocations': 'invoker',
  'rerun-invocation': 'invoker',
  'save-example': 'developer',
  'list-examples': 'invoker',
  'update-example': 'developer',
  'delete-example': 'developer',
  'read-example': 'invoker',
  'share-invocation': 'developer',
  'list-share-links': 'developer',
  'revoke-share-link': 'developer',
  'list-workers': 'viewer',
  'get-queue': 'viewer',
  'drain-worker': 'admin',
  'resume-worker': 'admin',
  'get-team': 'viewer',
  'update-team': 'admin',
  'list-members': 'viewer',
  'update-member': 'admin',
  'remove-member': 'admin',
  'create-invitation': 'admin',
  'list-invitations': 'admin',
  'revoke-invitation': 'admin',
  'create-password-reset': 'owner',
  'create-api-key': 'developer',
  'list-api-keys': 'developer',
  'revoke-api-key': 'developer',
} as const satisfies Record<string, Role>;

export type TeamVerb = keyof typeof LEAST_ROLE;

const RANK: Record<Role, number> = { viewer: 0, invoker: 1, developer: 2, admin: 3, owner: 4 };

/** Whether a role may use a verb. A viewer sees models; an invoker also runs them and sees runs. */
export function mayUse(role: Role, verb: TeamVerb): boolean {
  return RANK[role] >= RANK[LEAST_ROLE[verb]];
}

/** Whether `role` may hand out `other`: nobody gives more than they have. */
export function mayGrant(role: Role, other: Role): boolean {
  return RANK[role] >= RANK[other];
}
