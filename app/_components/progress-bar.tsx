import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ProgressState = 'running' | 'paused' | 'stopped' | 'quiet';

const fills: Record<ProgressState, string> = {
  running: 'fill-accent',
  paused: 'fill-line-control',
  stopped: 'fill-bad',
  quiet: 'fill-data-2',
};

type ProgressBarProps = {
  /** Done, from 0 to 1. */
  value: number;
  state?: ProgressState;
  label: string;
  /** What is read out in place of the percentage. */
  valueText?: string;
  /** Captions under the bar: % and bytes; MB/s and time left. */
  left?: ReactNode;
  right?: ReactNode;
  className?: string;
};

/** How much is done. There is no indeterminate one: say what is known in words. */
export function ProgressBar({ value, state = 'running', label, valueText, left, right, className }: ProgressBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return (
    <div className={className}>
      <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(percent)} aria-valuetext={valueText}>
        <svg className="block h-1.5 w-full rounded-full" aria-hidden="true">
          <rect width="100%" height="100%" className="fill-track" />
          <rect width={`${percent}%`} height="100%" rx="3" className={classNames('transition-[width] duration-150 ease-out', fills[state])} />
        </svg>
      </div>
      {(left || right) && (
        <div className={classNames('mt-1.5 flex flex-wrap justify-between gap-x-3 text-meta tnum', state === 'stopped' ? 'text-bad-text' : 'text-ink-3')}>
          <span>{left}</span>
          <span>{right}</span>
        </div>
      )}
    </div>
  );
}
