'use client';

import { Download } from 'lucide-react';
import { formatBytes } from '../../../../../server/format-bytes.ts';
import type { VersionView } from '../../../../../server/versions/schema.ts';
import { Badge } from '../../../../_components/badge.tsx';
import { buttonClass } from '../../../../_components/button-class.ts';
import { Card, CardHeader } from '../../../../_components/card.tsx';
import { CopyButton } from '../../../../_components/copy-button.tsx';
import { EmptyState } from '../../../../_components/empty-state.tsx';
import { Skeleton } from '../../../../_components/skeleton.tsx';
import { useVersions } from '../use-versions.ts';
import { ModelCard } from './model-card.tsx';

/** The files of every version, each to download as it was uploaded. */
export function Files({ team, model }: { team: string; model: string }) {
  const versions = useVersions(team, model);
  if (versions.isPending) return <Skeleton className="h-40 w-full" />;
  if (!versions.data?.length) return <EmptyState title="No files">A version brings its files.</EmptyState>;
  const shown = versions.data.find(({ active }) => active) ?? versions.data[0];
  return (
    <div className="flex flex-col gap-4">
      {shown ? <ModelCard team={team} model={model} version={shown} /> : null}
      {versions.data.map((version) => (
        <VersionFiles key={version.id} team={team} model={model} version={version} />
      ))}
    </div>
  );
}

function VersionFiles({ team, model, version }: { team: string; model: string; version: VersionView }) {
  return (
    <Card>
      <CardHeader
        title={`v${version.number}`}
        fact={formatBytes(version.sizeBytes)}
        actions={version.active ? <Badge tone="active">active</Badge> : undefined}
      />
      <ul className="divide-y">
        {version.files.map((file) => (
          <li key={file.name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="font-mono wrap-anywhere">{file.name}</span>
            <span className="text-ink-2 tnum">{formatBytes(file.sizeBytes)}</span>
            <span className="ml-auto flex items-center gap-1 font-mono text-meta text-ink-3" title={file.sha256}>
              sha256 {file.sha256.slice(0, 12)}… <CopyButton iconOnly label="Copy the SHA-256" value={file.sha256} />
            </span>
            <a
              className={buttonClass({ size: 'sm', className: 'gap-1.5' })}
              href={`/api/app/${team}/models/${model}/versions/${version.number}/files/${file.name.split('/').map(encodeURIComponent).join('/')}`}
              download
            >
              <Download className="size-4" strokeWidth={1.75} /> Download
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
