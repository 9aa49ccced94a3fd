import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type MarkShape = 'ok' | 'done' | 'ring' | 'live' | 'dotted' | 'warn' | 'bad' | 'off' | 'todo';

const shapes: Record<MarkShape, ReactNode> = {
  ok: <circle cx="7" cy="7" r="4" className="fill-ok" />,
  done: (
    <>
      <circle cx="7" cy="7" r="6" className="fill-ok" />
      <path d="M4.4 7.2l1.8 1.8 3.4-3.7" fill="none" className="stroke-surface" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  ring: <circle cx="7" cy="7" r="3.25" fill="none" className="stroke-ok" strokeWidth="1.5" />,
  live: (
    <g className="spin">
      <circle cx="7" cy="7" r="5" fill="none" className="stroke-track" strokeWidth="2" />
      <path d="M7 2a5 5 0 0 1 5 5" fill="none" className="stroke-accent" strokeWidth="2" strokeLinecap="round" />
    </g>
  ),
  dotted: <circle cx="7" cy="7" r="4" fill="none" className="stroke-ink-3" strokeWidth="1.5" strokeDasharray="2.1 2.1" />,
  warn: (
    <>
      <path d="M7 1.6 13 12H1Z" className="fill-warn stroke-warn" strokeWidth="1" strokeLinejoin="round" />
      <path d="M7 5.4v3M7 10.2v.01" className="stroke-surface" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  bad: (
    <>
      <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" className="fill-bad" />
      <path d="M5.4 5.4l3.2 3.2M8.6 5.4 5.4 8.6" className="stroke-surface" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  off: (
    <>
      <circle cx="7" cy="7" r="4.4" fill="none" className="stroke-ink-3" strokeWidth="1.5" />
      <path d="M4.6 9.4l4.8-4.8" className="stroke-ink-3" strokeWidth="1.5" />
    </>
  ),
  todo: <circle cx="7" cy="7" r="5.25" fill="none" className="stroke-line-2" strokeWidth="1.5" />,
};

/** The shape of a state, without its word; the word stands beside it (see Status). */
export function Mark({ shape, className = 'size-3.5' }: { shape: MarkShape; className?: string }) {
  return (
    <svg className={classNames('shrink-0', className)} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}
