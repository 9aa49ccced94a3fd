import { signIn } from 'next-auth/react';

/** Signs in and goes to a page of ours. Returns what was wrong, or never. */
export async function enter(input: { email: string; password: string; to: string }): Promise<string | null> {
  const result = await signIn('credentials', { email: input.email, password: input.password, redirect: false });
  if (result?.ok && !result.error) {
    // A full load: the server must see the new session.
    window.location.assign(input.to);
    return await new Promise<never>(() => undefined);
  }
  if (!result?.error || result.error === 'CredentialsSignin') return 'E-mail or password is not right.';
  return result.error;
}

/** A path of this app, never an address elsewhere. */
export function safePath(path: string | null | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}
