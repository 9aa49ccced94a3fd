import { formatBytes } from '../../../server/format-bytes.ts';
import { formatCompact, formatNoun } from '../../../server/format-count.ts';
import type { ModelView } from '../../../server/models/schema.ts';
import { LinkCard } from '../../_components/link-card.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Sparkline } from '../../_components/sparkline.tsx';
import { ModelStatus } from './model-status.tsx';

/** One card a model: name, state, the day's runs, and three figures. */
export function ModelCards({ team, models }: { team: string; models: ModelView[] }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {models.map((model) => (
        <li key={model.id}>
          <ModelCard team={team} model={model} />
        </li>
      ))}
    </ul>
  );
}

function ModelCard({ team, model }: { team: string; model: ModelView }) {
  const today = model.runsPerHour.reduce((sum, count) => sum + count, 0);
  return (
    <LinkCard href={`/${team}/models/${model.name}`} label={model.name} className="h-full p-4">
      <div className="flex items-baseline justify-between gap-3">
        <span className="truncate font-semibold">{model.name}</span>
        <span className="shrink-0 text-meta text-ink-3">{model.activeVersion ? `v${model.activeVersion} active` : `v${model.latestVersion}`}</span>
      </div>
      <div className="mt-1 truncate text-ink-2">
        <ModelStatus model={model} />
      </div>
      <p className="mt-2 line-clamp-1 min-h-5 text-ink-2">{model.description}</p>
      <Sparkline className="mt-3 h-8.5" bars={model.runsPerHour.map((ok) => ({ ok }))} label={`${formatNoun(today, 'run')} in the last 24 hours`} />
      <dl className="mt-3 flex justify-between gap-2 border-t pt-3 text-meta text-ink-3">
        <div>
          <dt className="sr-only">Last run</dt>
          <dd>{model.lastRunAt ? <RelativeTime at={model.lastRunAt} /> : 'never run'}</dd>
        </div>
        <div>
          <dt className="sr-only">Runs</dt>
          <dd className="tnum">{model.runCount === 1 ? '1 run' : `${formatCompact(model.runCount)} runs`}</dd>
        </div>
        <div>
          <dt className="sr-only">Size</dt>
          <dd className="tnum">{formatBytes(model.sizeBytes)}</dd>
        </div>
      </dl>
    </LinkCard>
  );
}
