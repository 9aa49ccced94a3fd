import type { Metadata } from 'next';
import { requirePage } from '../../../_server/page-context.ts';
import { Members } from './members.tsx';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, role, account } = await requirePage((await params).team);
  return <Members team={team} role={role} me={account.id} />;
}
