import type { ReactNode } from 'react';
import { orNotFound, pageCaller, requirePage } from '../../../_server/page-context.ts';
import { ModelFrame } from './model-frame.tsx';

export default async function ModelLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string; model: string }> }) {
  const { team, model } = await params;
  await requirePage(team);
  const initial = await orNotFound((await pageCaller()).models.get({ team, model: decodeURIComponent(model) }));
  return (
    <ModelFrame team={team} initial={initial}>
      {children}
    </ModelFrame>
  );
}
