import { pageCaller } from '../../../_server/page-context.ts';
import { Playground } from '../../../_playground/playground.tsx';
import { NoVersion } from './no-version.tsx';

export default async function PlaygroundPage({
  params,
  searchParams,
}: {
  params: Promise<{ team: string; model: string }>;
  searchParams: Promise<{ version?: string }>;
}) {
  const { team, model: name } = await params;
  const caller = await pageCaller();
  const model = decodeURIComponent(name);
  const versions = await caller.versions.list({ team, model });
  const wanted = Number((await searchParams).version);
  const version = versions.find((item) => item.number === wanted && item.status === 'ready') ?? versions.find((item) => item.active);
  if (!version?.signature) return <NoVersion team={team} versions={versions} />;
  return <Playground key={version.id} team={team} model={model} version={version} signature={version.signature} />;
}
