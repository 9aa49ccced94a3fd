import type { Metadata } from 'next';
import { pageCaller, requirePage } from '../../_server/page-context.ts';
import { Workers } from './workers.tsx';

export const metadata: Metadata = { title: 'Workers' };

export default async function WorkersPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, role } = await requirePage((await params).team);
  const { workers } = await pageCaller();
  const [list, queue] = await Promise.all([workers.list({ team }), workers.queue({ team })]);
  return <Workers team={team} role={role} initial={{ workers: list, queue }} />;
}
