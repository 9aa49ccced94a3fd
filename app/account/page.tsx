import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { Logo } from '../_components/logo.tsx';
import { findAccount } from '../_server/page-context.ts';
import { AccountForms } from './account-forms.tsx';

export const metadata: Metadata = { title: 'Account' };

/** A person's own page: it belongs to no team. */
export default async function AccountPage({ searchParams }: { searchParams: Promise<{ changed?: string }> }) {
  const { changed } = await searchParams;
  const account = await findAccount();
  if (!account) redirect('/login?callbackUrl=/account');
  const [team] = account.teams;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-160 flex-col gap-6 px-4 py-8">
      <Logo />
      <header>
        <h1 className="text-title font-semibold">{account.name}</h1>
        <p className="text-ink-2">
          {account.email}.{' '}
          {team ? (
            <Link className="link" href={`/${team.name}/models`}>
              Back to {team.name}
            </Link>
          ) : (
            'You are in no team: open an invitation link to join one.'
          )}
        </p>
      </header>
      <AccountForms email={account.email} changed={changed === 'password'} />
    </main>
  );
}
