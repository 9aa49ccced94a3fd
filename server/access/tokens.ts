import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes for links and keys, safe in an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a token is kept: it has too much entropy to need a slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares in constant time. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
