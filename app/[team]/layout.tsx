import type { ReactNode } from 'react';
import { requirePage } from '../_server/page-context.ts';
import { TeamShell } from './team-shell.tsx';

export default async function TeamLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string }> }) {
  const { team, account } = await requirePage((await params).team);
  return (
    <TeamShell team={team} account={account}>
      {children}
    </TeamShell>
  );
}
