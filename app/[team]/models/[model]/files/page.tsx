import { Files } from './files.tsx';

export default async function FilesPage({ params }: { params: Promise<{ team: string; model: string }> }) {
  const { team, model } = await params;
  return <Files team={team} model={decodeURIComponent(model)} />;
}
