import { hash, timingSafeEqual } from 'node:crypto';
import { fromId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import type { Actor } from './actor.ts';

interface CachedKey {
  at: number;
  key: Promise<KnownKey | null>;
}

interface KnownKey {
  id: string;
  actor: Actor;
  secretHash: Uint8Array;
  lastUsedAt: number;
}

const FRESH_MS = 5_000;
const LAST_USED_MS = 60_000;
const MAX_CACHED = 10_000;

/**
 * The key behind `Authorization: Bearer mk_<id>_<secret>`, or null. A known key costs one SHA-256 and no query; a revoked
 * one is forgotten at once in this process and through the bell in others, after 5 s at the latest.
 */
export async function readApiKey(runtime: Runtime, authorization: string | null): Promise<Actor | null> {
  const match = /^Bearer mk_([0-9A-Za-z]{26})_([\w-]{20,100})$/.exec(authorization ?? '');
  const [, name = '', secret = ''] = match ?? [];
  const cache = knownKeys(runtime);
  let cached = cache.get(name);
  if (!cached || performance.now() - cached.at > FRESH_MS) {
    const id = fromId('key', `key_${name}`);
    if (!match || !id) return null;
    if (cache.size >= MAX_CACHED) cache.clear();
    cached = { at: performance.now(), key: loadKey(runtime, id) };
    cached.key.catch(() => cache.delete(name));
    cache.set(name, cached);
  }
  const key = await cached.key;
  if (!key || !timingSafeEqual(hash('sha256', secret, 'buffer'), key.secretHash)) return null;
  noteUse(runtime, key);
  return key.actor;
}

/** Called when a key is revoked. */
export function forgetKeys(runtime: Runtime): void {
  knownKeys(runtime).clear();
}

function knownKeys(runtime: Runtime): Map<string, CachedKey> {
  return runtime.once('api-keys', () => {
    const keys = new Map<string, CachedKey>();
    runtime.bell.on('moorage_keys', () => keys.clear(), 3600_000);
    return keys;
  });
}

async function loadKey(runtime: Runtime, id: string): Promise<KnownKey | null> {
  const row = await runtime.db.apiKey.findUnique({ where: { id }, include: { team: { select: { name: true } } } });
  if (!row || row.revokedAt) return null;
  const actor: Actor = { kind: 'key', keyId: row.id, teamId: row.teamId, team: row.team.name, role: row.role, name: row.name };
  return { id, actor, secretHash: row.secretHash, lastUsedAt: row.lastUsedAt?.getTime() ?? 0 };
}

// Once a minute is enough for people; it is not on the way of the request.
function noteUse(runtime: Runtime, key: KnownKey): void {
  const now = runtime.clock.now();
  if (now - key.lastUsedAt < LAST_USED_MS) return;
  key.lastUsedAt = now;
  runtime.db.apiKey
    .update({ where: { id: key.id }, data: { lastUsedAt: new Date(now) } })
    .catch((error: unknown) => runtime.log.warn({ err: error }, 'last use of a key was not noted'));
}
