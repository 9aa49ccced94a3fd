'use client';

import { AudioLines, Flower, Languages, ScanFace, ScanText, Shapes, type LucideIcon } from 'lucide-react';
import { formatBytes } from '../../../../server/format-bytes.ts';
import { SAMPLES, type Sample } from '../../../../server/gallery/samples.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { Button } from '../../../_components/button.tsx';
import { Card } from '../../../_components/card.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { useImport } from './use-import.ts';

const ICONS: Record<string, LucideIcon> = {
  'text-reader': ScanText,
  'face-finder': ScanFace,
  'symbol-namer': Shapes,
  'speech-finder': AudioLines,
  'language-namer': Languages,
  iris: Flower,
};

/** Small models of others, one click each, for whoever has no file at hand. */
export function Gallery({ team }: { team: string }) {
  const imported = useImport(team);
  const { variables } = imported;
  return (
    <section aria-label="Samples" className="mt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-medium">Or start with a sample</h2>
        <p className="text-meta text-ink-3">One click, with an input to try it on</p>
      </div>
      {imported.error && variables && (
        <Card className="mt-3">
          <ErrorPanel problem={problemOf(imported.error)} onRetry={() => imported.mutate(variables)} />
        </Card>
      )}
      <p className="sr-only" role="status">
        {imported.isPending && variables ? `Fetching ${variables.model}.` : ''}
      </p>
      <ul className="mt-3 grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {SAMPLES.map((sample) => (
          <li key={sample.name}>
            <SampleCard
              sample={sample}
              pending={imported.isPending && variables?.model === sample.name}
              disabled={imported.isPending && variables?.model !== sample.name}
              onDeploy={() => imported.mutate({ team, model: sample.name, source: `sample:${sample.name}` })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SampleCard({ sample, pending, disabled, onDeploy }: { sample: Sample; pending: boolean; disabled: boolean; onDeploy: () => void }) {
  const Icon = ICONS[sample.name] ?? Shapes;
  return (
    <Card aria-label={sample.title} className="flex h-full flex-col p-4">
      <div className="flex items-start gap-3">
        <span className="flex size-8 shrink-0 items-center justify-center rounded-control bg-sunken text-ink-2">
          <Icon className="size-4" strokeWidth={1.75} aria-hidden="true" />
        </span>
        <div className="min-w-0">
          <h3 className="truncate font-semibold">{sample.title}</h3>
          <p className="truncate text-meta text-ink-3">{sample.task}</p>
        </div>
      </div>
      <p className="mt-3">{sample.does}</p>
      <p className="mt-0.5 text-ink-3">{sample.flow}</p>
      <div className="mt-auto pt-3">
        <div className="flex flex-wrap items-center justify-between gap-2 border-t pt-3">
          <span className="text-meta text-ink-3 tnum">
            {formatBytes(sample.sizeBytes)} · {sample.licence}
          </span>
          <Button size="sm" pending={pending} pendingLabel="Fetching" disabled={disabled} onClick={onDeploy} aria-label={`Deploy sample ${sample.title}`}>
            Deploy sample
          </Button>
        </div>
      </div>
    </Card>
  );
}
