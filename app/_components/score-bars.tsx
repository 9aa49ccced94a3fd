import { classNames } from './class-names.ts';
import type { ReactNode } from 'react';

export type ScoreBar = { id: string; label: ReactNode; detail?: ReactNode; value: number; text: string };

type ScoreBarsProps = {
  /** Best first: colours follow this order and repeat after five. */
  bars: readonly ScoreBar[];
  /** The value of a full bar. */
  max?: number;
  label: string;
  /** Numbered chips in the output colours before each label, for boxes and masks. */
  numbered?: boolean;
  className?: string;
};

const fills = ['fill-out-1', 'fill-out-2', 'fill-out-3', 'fill-out-4', 'fill-out-5'];
const chips = ['bg-out-1', 'bg-out-2', 'bg-out-3', 'bg-out-4', 'bg-out-5'];

/** What a model answered with, as rows: label, score, and a bar in an output colour. */
export function ScoreBars({ bars, max = 1, label, numbered = false, className }: ScoreBarsProps) {
  return (
    <ol aria-label={label} className={classNames('space-y-2.5', className)}>
      {bars.map((bar, index) => (
        <li key={bar.id}>
          <div className="flex items-center gap-2">
            {numbered && (
              <span
                className={classNames(
                  'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-chip px-1 text-[11px] font-semibold text-out-ink',
                  chips[index % 5],
                )}
              >
                {index + 1}
              </span>
            )}
            <span className="min-w-0 truncate">{bar.label}</span>
            {bar.detail && <span className="min-w-0 truncate font-mono text-meta text-ink-3">{bar.detail}</span>}
            <span className="ml-auto pl-2 font-medium tnum">{bar.text}</span>
          </div>
          <svg className="mt-1.5 block h-1 w-full rounded-full" aria-hidden="true">
            <rect width="100%" height="100%" className="fill-track" />
            <rect width={`${Math.min(1, Math.max(0, bar.value / max)) * 100}%`} height="100%" rx="2" className={fills[index % 5]} />
          </svg>
        </li>
      ))}
    </ol>
  );
}
