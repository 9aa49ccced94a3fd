import type { Metadata } from 'next';
import { pageCaller, requirePage } from '../../_server/page-context.ts';
import { Library } from './library.tsx';

export const metadata: Metadata = { title: 'Models' };

export default async function LibraryPage({ params }: { params: Promise<{ team: string }> }) {
  const { team } = await requirePage((await params).team);
  const models = await (await pageCaller()).models.list({ team });
  return <Library team={team} initial={models} />;
}
