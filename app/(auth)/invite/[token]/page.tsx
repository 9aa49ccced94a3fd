import type { Metadata } from 'next';
import { findAccount, pageCaller } from '../../../_server/page-context.ts';
import { AuthHeading } from '../../auth-heading.tsx';
import { InviteForm } from './invite-form.tsx';

export const metadata: Metadata = { title: 'Invitation' };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const caller = await pageCaller();
  const [invitation, account] = await Promise.all([caller.teams.invitation({ token }).catch(() => null), findAccount()]);
  if (!invitation) {
    return (
      <AuthHeading title="This invitation does not work any more">
        It was used, revoked, or is older than 7 days. Ask whoever sent it for a new one.
      </AuthHeading>
    );
  }
  return (
    <>
      <AuthHeading title={`Join ${invitation.team}`}>You are invited as {invitation.role}.</AuthHeading>
      <InviteForm token={token} email={invitation.email} signedInAs={account?.email ?? null} />
    </>
  );
}
