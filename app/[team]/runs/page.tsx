import type { Metadata } from 'next';
import { requirePage } from '../../_server/page-context.ts';
import { PageHeader } from '../../_components/page-header.tsx';
import { RunsTable } from './runs-table.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default async function RunsPage({ params }: { params: Promise<{ team: string }> }) {
  const { team } = await requirePage((await params).team);
  return (
    <>
      <PageHeader title="Runs" facts={`Every run of ${team}, kept for 30 days`} />
      <RunsTable team={team} />
    </>
  );
}
