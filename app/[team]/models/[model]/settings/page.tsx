import { orNotFound, pageCaller } from '../../../../_server/page-context.ts';
import { ModelSettings } from './model-settings.tsx';

export default async function ModelSettingsPage({ params }: { params: Promise<{ team: string; model: string }> }) {
  const { team, model } = await params;
  return <ModelSettings team={team} model={await orNotFound((await pageCaller()).models.get({ team, model: decodeURIComponent(model) }))} />;
}
