import { RunsTable } from '../../../runs/runs-table.tsx';

export default async function ModelRunsPage({ params }: { params: Promise<{ team: string; model: string }> }) {
  const { team, model } = await params;
  return <RunsTable team={team} model={decodeURIComponent(model)} />;
}
