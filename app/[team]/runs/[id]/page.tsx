import type { Metadata } from 'next';
import { orNotFound, pageCaller, requirePage } from '../../../_server/page-context.ts';
import { RunPage } from './run-page.tsx';

export const metadata: Metadata = { title: 'Run' };

export default async function Page({ params }: { params: Promise<{ team: string; id: string }> }) {
  const { team, id } = await params;
  await requirePage(team);
  return <RunPage team={team} initial={await orNotFound((await pageCaller()).invocations.get({ team, id }))} />;
}
