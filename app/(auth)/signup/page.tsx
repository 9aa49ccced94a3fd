import type { Metadata } from 'next';
import Link from 'next/link';
import { pageCaller } from '../../_server/page-context.ts';
import { AuthHeading } from '../auth-heading.tsx';
import { SignUpForm } from './sign-up-form.tsx';

export const metadata: Metadata = { title: 'Sign up' };

export default async function SignUpPage() {
  const { openSignUp } = await (await pageCaller()).installation.get();
  return (
    <>
      <AuthHeading title="Sign up">
        {openSignUp ? 'An account and a team of your own.' : 'Sign-up is by invitation here. Ask an owner of a team for a link.'}
      </AuthHeading>
      {openSignUp ? <SignUpForm /> : null}
      <p className="mt-5 text-ink-2">
        <Link className="link" href="/login">
          Sign in
        </Link>{' '}
        with an account you have.
      </p>
    </>
  );
}
