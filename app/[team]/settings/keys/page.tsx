import type { Metadata } from 'next';
import { mayUse } from '../../../../server/access/policy.ts';
import { requirePage } from '../../../_server/page-context.ts';
import { EmptyState } from '../../../_components/empty-state.tsx';
import { ApiKeys } from './api-keys.tsx';

export const metadata: Metadata = { title: 'API keys' };

export default async function KeysPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, role } = await requirePage((await params).team);
  if (!mayUse(role, 'list-api-keys'))
    return <EmptyState title="API keys are for developers">Your role here is {role}. Ask an admin of the team for a key.</EmptyState>;
  return <ApiKeys team={team} role={role} />;
}
