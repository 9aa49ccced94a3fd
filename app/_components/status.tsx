import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';

export type StatusTone = 'ok' | 'ring' | 'live' | 'dotted' | 'warn' | 'bad' | 'off';

const ink: Record<StatusTone, string> = {
  ok: 'text-ok-text',
  ring: 'text-ink-2',
  live: 'text-accent-text',
  dotted: 'text-ink-2',
  warn: 'text-warn-text',
  bad: 'text-bad-text',
  off: 'text-ink-2',
};

/** Status is colour and shape and word: `<Status tone="ok">Ready</Status>`. */
export function Status({ tone, className, children }: { tone: StatusTone; className?: string; children: ReactNode }) {
  return (
    <span className={classNames('flex w-fit min-w-0 items-center gap-1.5 whitespace-nowrap tnum', ink[tone], className)}>
      <Mark shape={tone} />
      <span className="truncate">{children}</span>
    </span>
  );
}
