import type { Role } from './schema.ts';

/** Who asks: a person with a session, a team's API key, or whoever can run commands on the machine, for one team. */
export type Actor =
  | { kind: 'user'; userId: string; email: string; name: string; sessionId: string }
  | { kind: 'key'; keyId: string; teamId: string; team: string; role: Role; name: string }
  | { kind: 'system'; teamId: string; team: string; role: 'owner'; name: string };

/** How an actor is kept beside what it did. */
export interface ActorRecord {
  kind: 'user' | 'key' | 'system';
  id: string | null;
  name: string;
}

export function recordActor(actor: Actor): ActorRecord {
  if (actor.kind === 'user') return { kind: 'user', id: actor.userId, name: actor.name || actor.email };
  return { kind: actor.kind, id: actor.kind === 'key' ? actor.keyId : null, name: actor.name };
}

/** What its things are found by: the person, the key, or the team itself. */
export function idOfActor(actor: Actor): string {
  if (actor.kind === 'user') return actor.userId;
  return actor.kind === 'key' ? actor.keyId : actor.teamId;
}
