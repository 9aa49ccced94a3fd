import type { Metadata } from 'next';
import { pageCaller, requirePage } from '../../_server/page-context.ts';
import { Workers } from './workers.tsx';

export const metadata: Metadata = { title: 'Workers' };

export default async function WorkersPage({ params }: { params: Promise<{ team: string }> }) {
  const { team } = await requirePage((await params).team);
  return <Workers team={team} initial={await (await pageCaller()).workers.list({ team })} />;
}
