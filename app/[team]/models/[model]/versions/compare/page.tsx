import type { Metadata } from 'next';
import { pageCaller } from '../../../../../_server/page-context.ts';
import { ComparePage } from './compare-page.tsx';

export const metadata: Metadata = { title: 'Compare versions' };

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ team: string; model: string }>;
  searchParams: Promise<{ from?: string; to?: string }>;
}) {
  const { team, model: name } = await params;
  const model = decodeURIComponent(name);
  const versions = await (await pageCaller()).versions.list({ team, model });
  const { from, to } = await searchParams;
  const numbers = versions.map(({ number }) => number);
  const known = (text: string | undefined) => numbers.find((number) => number === Number(text));
  const active = versions.find((version) => version.active)?.number;
  // Without a choice: the newest beside the one that callers get.
  const second = known(to) ?? numbers.find((number) => number !== (known(from) ?? active)) ?? numbers[0];
  const first = known(from) ?? [active, ...numbers].find((number) => number !== undefined && number !== second) ?? second;
  return <ComparePage team={team} model={model} numbers={numbers} from={first} to={second} />;
}
