/** Signs out here and goes to the sign-in page. The library comes when somebody leaves: no page waits for it. */
export async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/login' });
}
