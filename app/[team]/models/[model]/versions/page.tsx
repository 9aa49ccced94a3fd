import { Versions } from './versions.tsx';

export default async function VersionsPage({ params }: { params: Promise<{ team: string; model: string }> }) {
  const { team, model } = await params;
  return <Versions team={team} model={decodeURIComponent(model)} />;
}
