import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageCaller } from '../../_server/page-context.ts';
import { AuthHeading } from '../auth-heading.tsx';
import { SetUpForm } from './set-up-form.tsx';

export const metadata: Metadata = { title: 'Set up' };

/** The first visit: opened with the one-time token of the printed address. */
export default async function SetUpPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token } = await searchParams;
  const { needsSetUp } = await (await pageCaller()).installation.get();
  if (!needsSetUp) redirect('/login');
  if (!token) {
    return (
      <AuthHeading title="Set up Moorage">Open the set-up link that “npm start” printed in its terminal. It holds a token that only you have.</AuthHeading>
    );
  }
  return (
    <>
      <AuthHeading title="Set up Moorage">Make the first account and its team. You own both.</AuthHeading>
      <SetUpForm token={token} />
    </>
  );
}
