import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
// A hash of nothing anybody knows: an unknown account costs the same time as a wrong password.
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$fJ2a9I58OudFOtLWbS+Z0g$vrb2MqqxZH4vl+XVpVYnvIkdcIQEEi0LWAVcfDTLGoU';

/** argon2id, in PHC string form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** Whether the password is right; without a stored hash it takes as long and is never right. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await verify(stored ?? NOBODY, password, OPTIONS).catch(() => false);
  return stored !== null && right;
}
