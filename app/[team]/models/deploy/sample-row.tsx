'use client';

import { Button } from '../../../_components/button.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { formatBytes } from '../../../_components/format/format-bytes.ts';
import { Card } from '../../../_components/card.tsx';
import { problemOf } from '../../../_client/problem-of.ts';
import { SAMPLES } from './samples.ts';
import { useImport } from './use-import.ts';

/** A model of somebody else's in one click: downloaded from the npm registry and deployed. */
export function SampleRow({ team }: { team: string }) {
  const imported = useImport(team);
  return (
    <div className="mt-5">
      <div className="flex flex-wrap items-center gap-2">
        <span className="mr-1 text-ink-3">No file at hand?</span>
        {SAMPLES.map((sample) => (
          <Button
            key={sample.name}
            size="sm"
            title={`${sample.licence}, ${sample.source}`}
            pending={imported.isPending && imported.variables.model === sample.name}
            disabled={imported.isPending && imported.variables.model !== sample.name}
            onClick={() => imported.mutate({ team, model: sample.name, source: sample.source })}
          >
            {sample.title} <span className="font-normal text-ink-3 tnum">{formatBytes(sample.sizeBytes)}</span>
          </Button>
        ))}
      </div>
      {imported.isPending && (
        <p className="mt-2 text-meta text-ink-3" role="status">
          Downloading the package of {imported.variables.model} from the npm registry.
        </p>
      )}
      {imported.error && (
        <Card className="mt-3">
          <ErrorPanel problem={problemOf(imported.error)} onRetry={() => imported.mutate(imported.variables)} />
        </Card>
      )}
    </div>
  );
}
