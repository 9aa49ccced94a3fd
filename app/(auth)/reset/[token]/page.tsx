import type { Metadata } from 'next';
import { AuthHeading } from '../../auth-heading.tsx';
import { ResetForm } from './reset-form.tsx';

export const metadata: Metadata = { title: 'New password' };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <>
      <AuthHeading title="Set a new password">The link works once, within an hour. All your sessions end.</AuthHeading>
      <ResetForm token={token} />
    </>
  );
}
