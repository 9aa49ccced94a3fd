import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { orNotFound, pageCaller, requirePage } from '../../../_server/page-context.ts';
import { CompareRuns } from './compare-runs.tsx';

export const metadata: Metadata = { title: 'Compare runs' };

export default async function Page({ params, searchParams }: { params: Promise<{ team: string }>; searchParams: Promise<{ a?: string; b?: string }> }) {
  const { team } = await params;
  const { a, b } = await searchParams;
  await requirePage(team);
  if (!a || !b) notFound();
  const caller = await pageCaller();
  const runs = await orNotFound(Promise.all([caller.invocations.get({ team, id: a }), caller.invocations.get({ team, id: b })]));
  const [first, second] = [...runs].sort((x, y) => x.createdAt.getTime() - y.createdAt.getTime());
  if (!first || !second) notFound();
  return <CompareRuns team={team} first={first} second={second} />;
}
