import type { Metadata } from 'next';
import { orNotFound, pageCaller } from '../../../../../_server/page-context.ts';
import { VersionPage } from './version-page.tsx';

interface Params {
  params: Promise<{ team: string; model: string; version: string }>;
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { model, version } = await params;
  return { title: `${decodeURIComponent(model)} v${version}` };
}

export default async function Page({ params }: Params) {
  const { team, model, version } = await params;
  const number = Number(version);
  const found = await orNotFound(
    (await pageCaller()).versions.get({ team, model: decodeURIComponent(model), version: Number.isInteger(number) && number > 0 ? number : 1e9 }),
  );
  return <VersionPage team={team} version={found} />;
}
