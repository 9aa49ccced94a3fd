import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { findAccount, pageCaller } from '../../_server/page-context.ts';
import { AuthHeading } from '../auth-heading.tsx';
import { safePath } from '../enter.ts';
import { LoginForm } from './login-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ callbackUrl?: string; error?: string }> }) {
  const { callbackUrl } = await searchParams;
  const to = safePath(callbackUrl);
  if (await findAccount()) redirect(to);
  const { needsSetUp, openSignUp } = await (await pageCaller()).installation.get();
  if (needsSetUp) redirect('/setup');
  return (
    <>
      <AuthHeading title="Sign in" />
      <LoginForm to={to} />
      <p className="mt-5 text-ink-2">
        {openSignUp ? (
          <>
            No account yet?{' '}
            <Link className="link" href="/signup">
              Sign up
            </Link>
          </>
        ) : (
          'No account yet? Ask an owner of a team for an invitation link.'
        )}
      </p>
      <p className="mt-2 text-meta text-ink-3">Password lost? An owner of your team can make you a link to set a new one.</p>
    </>
  );
}
