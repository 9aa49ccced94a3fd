import { Badge } from '../../_components/badge.tsx';
import { formatShare } from './format-share.ts';

export interface Scored {
  label: string;
  score: number;
}

const UNSURE_BELOW = 0.5;
const UNSURE_LEAD = 0.1;

/** Classes as bars, best first, with their shares in words; "unsure" where nothing stands out. */
export function LabelsView({ labels }: { labels: readonly Scored[] }) {
  const [first, second] = labels;
  if (!first) return <p className="text-ink-3">No class was found.</p>;
  // Labels that each stand for themselves add up to more than one: then two can be right.
  const areRivals = labels.reduce((sum, { score }) => sum + score, 0) < 1.001;
  const unsure = first.score < UNSURE_BELOW || (areRivals && first.score - (second?.score ?? 0) < UNSURE_LEAD);
  return (
    <div>
      {unsure && labels.length > 1 ? (
        <p className="mb-2 flex items-center gap-2">
          <Badge>Unsure</Badge> <span className="text-ink-3">No class stands out.</span>
        </p>
      ) : null}
      <ol className="flex flex-col gap-2">
        {labels.map(({ label, score }, index) => (
          <li key={`${label}${index}`} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_4.5rem] items-center gap-3">
            <span className={index === 0 ? 'truncate font-medium' : 'truncate'} title={label}>
              {label}
            </span>
            <ScoreBar score={score} first={index === 0} />
            <span className="text-right tnum">{formatShare(score)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

export function ScoreBar({ score, first = false }: { score: number; first?: boolean }) {
  return (
    <span className="block h-2.5 overflow-hidden rounded-[3px] bg-track" aria-hidden="true">
      <span className={first ? 'block h-full bg-data-1' : 'block h-full bg-data-2'} style={{ width: `${Math.max(0, Math.min(1, score)) * 100}%` }} />
    </span>
  );
}
