/** Who asks: a person with a session, or a team's API key. */
export type Actor =
  | { kind: 'user'; userId: string; email: string; name: string; sessionId: string }
  | { kind: 'key'; keyId: string; teamId: string; team: string; role: 'developer' | 'invoker' | 'viewer' | 'admin' | 'owner'; name: string };

/** How an actor is kept beside what it did. */
export interface ActorRecord {
  kind: 'user' | 'key' | 'system';
  id: string | null;
  name: string;
}

export function recordActor(actor: Actor): ActorRecord {
  return actor.kind === 'user' ? { kind: 'user', id: actor.userId, name: actor.name || actor.email } : { kind: 'key', id: actor.keyId, name: actor.name };
}
