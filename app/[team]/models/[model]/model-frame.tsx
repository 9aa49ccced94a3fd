'use client';

import { useQuery } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../../server/format-bytes.ts';
import type { ModelView } from '../../../../server/models/schema.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Badge } from '../../../_components/badge.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { LinkButton } from '../../../_components/link-button.tsx';
import { PageHeader } from '../../../_components/page-header.tsx';
import { TabLinks } from '../../../_components/tab-links.tsx';
import { ModelStatus } from '../model-status.tsx';

const REFRESH_MS = 5_000;

/** A model's name, state, address and tabs, around whichever tab is open. */
export function ModelFrame({ team, initial, children }: { team: string; initial: ModelView; children: ReactNode }) {
  const trpc = useTRPC();
  const { data: model } = useQuery(trpc.models.get.queryOptions({ team, model: initial.name }, { initialData: initial, refetchInterval: REFRESH_MS }));
  const base = `/${team}/models/${model.name}`;
  const endpoint = `/api/v1/models/${model.name}/invocations`;
  return (
    <>
      <PageHeader
        title={model.name}
        crumbs={[{ label: team }, { label: 'Models', href: `/${team}/models` }]}
        beside={
          <>
            {model.task ? <Badge>{model.task}</Badge> : null}
            <span className="text-ink-2">{model.activeVersion ? `v${model.activeVersion} active` : 'no active version'}</span>
            <ModelStatus model={model} />
            <WarmFacts model={model} />
          </>
        }
        actions={
          <>
            <span className="flex h-8 items-center gap-2 rounded-control border bg-surface pr-1 pl-3 font-mono text-meta max-lg:hidden">
              <span className="text-ink-3">POST</span> {endpoint}
              <CopyButton iconOnly label="Copy the address" value={() => `${window.location.origin}${endpoint}`} />
            </span>
            <LinkButton href={`/${team}/models/deploy?model=${model.name}`} icon={<Upload className="size-4" strokeWidth={1.75} />}>
              New version
            </LinkButton>
          </>
        }
      />
      <TabLinks
        label={`Pages of ${model.name}`}
        className="mb-4"
        items={[
          { href: base, label: 'Playground', exact: true },
          { href: `${base}/api`, label: 'API' },
          { href: `${base}/runs`, label: 'Runs', count: model.runCount },
          { href: `${base}/versions`, label: 'Versions', count: model.versionCount },
          { href: `${base}/files`, label: 'Files' },
          { href: `${base}/settings`, label: 'Settings' },
        ]}
      />
      {children}
    </>
  );
}

function WarmFacts({ model }: { model: ModelView }) {
  const [warm] = model.warm;
  if (!warm) return null;
  return (
    <span className="text-ink-3 max-lg:hidden">
      on {warm.worker}, cpu, {formatBytes(warm.memoryBytes)}
    </span>
  );
}
