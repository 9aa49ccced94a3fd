import { pageCaller } from '../../../../_server/page-context.ts';
import { ModelApi } from '../../../../_playground/model-api.tsx';
import { NoVersion } from '../no-version.tsx';

export default async function ApiPage({ params }: { params: Promise<{ team: string; model: string }> }) {
  const { team, model: name } = await params;
  const model = decodeURIComponent(name);
  const versions = await (await pageCaller()).versions.list({ team, model });
  const active = versions.find((version) => version.active);
  if (!active?.signature) return <NoVersion team={team} versions={versions} />;
  return <ModelApi team={team} model={model} version={active} signature={active.signature} />;
}
