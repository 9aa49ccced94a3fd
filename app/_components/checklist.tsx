'use client';

import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { LogLine } from './log-line.tsx';
import type { LogEntry } from './log-line.tsx';
import { Mark } from './mark.tsx';
import type { MarkShape } from './mark.tsx';

export type StepState = 'todo' | 'live' | 'done' | 'warn' | 'failed';

export type ChecklistStep = {
  id: string;
  /** In the tense of its state: "Loaded", "Loading", "Failed at load". */
  name: string;
  state: StepState;
  /** One fact after the name. */
  fact?: ReactNode;
  /** At the right: how long it took, or an ElapsedTime while it runs. */
  time?: ReactNode;
  log?: readonly LogEntry[];
  /** Shows its log although it is over. */
  open?: boolean;
};

const shapes: Record<StepState, MarkShape> = { todo: 'todo', live: 'live', done: 'done', warn: 'warn', failed: 'bad' };
const inks: Record<StepState, string> = { todo: 'text-ink-3', live: 'text-accent-text', done: '', warn: 'text-warn-text', failed: 'text-bad-text' };

function StepLog({ id, log }: { id: string; log: readonly LogEntry[] }) {
  return (
    <div
      id={id}
      tabIndex={0}
      role="group"
      aria-label="Log of this step"
      className="mt-2.5 max-h-60 overflow-y-auto rounded-control bg-sunken px-3 py-2 font-mono text-[11.5px] leading-[18px] text-ink-2 hairline"
    >
      {log.map((entry) => (
        <LogLine key={entry.id} entry={entry} className="rounded-[3px]" />
      ))}
    </div>
  );
}

function Step({ step, last }: { step: ChecklistStep; last: boolean }) {
  const logId = useId();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const { name, state, fact, time, log = [] } = step;
  const open = log.length > 0 && (chosen ?? (step.open || state === 'live' || state === 'failed' || state === 'warn'));
  const past = state === 'done' || state === 'warn';
  const title = <span className={classNames('shrink-0 font-medium', inks[state])}>{name}</span>;
  return (
    <li className={classNames('relative flex gap-3', !last && 'pb-4')} aria-current={state === 'live' ? 'step' : undefined}>
      {!last && <span className={classNames('absolute top-5.5 bottom-0 left-[8.5px] w-px', past ? 'bg-ok' : 'bg-line-2')} aria-hidden="true" />}
      <span className="relative mt-px flex size-4.5 items-center justify-center">
        <Mark shape={shapes[state]} className="size-4.5" />
        <span className="sr-only">
          {{ todo: 'Not started: ', live: 'Running: ', done: 'Done: ', warn: 'Done with a warning: ', failed: 'Failed: ' }[state]}
        </span>
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          {log.length > 0 ? (
            <button
              type="button"
              aria-expanded={open}
              aria-controls={logId}
              onClick={() => setChosen(!open)}
              className="group flex shrink-0 items-center gap-1 rounded-chip"
            >
              {title}
              <ChevronDown
                className={classNames('size-3.5 text-ink-3 transition-transform duration-150', !open && '-rotate-90')}
                strokeWidth={1.75}
                aria-hidden="true"
              />
            </button>
          ) : (
            title
          )}
          <span className="min-w-0 text-ink-3 lg:truncate">{fact}</span>
          <span className={classNames('ml-auto pl-2 text-meta whitespace-nowrap tnum', state === 'live' ? 'text-accent-text' : 'text-ink-3')}>{time}</span>
        </div>
        {open && <StepLog id={logId} log={log} />}
      </div>
    </li>
  );
}

/** Steps of one long act, top to bottom; log lines are open under the step that runs or failed. */
export function Checklist({ steps, label, className }: { steps: readonly ChecklistStep[]; label: string; className?: string }) {
  return (
    <ol aria-label={label} className={classNames('p-4', className)}>
      {steps.map((step, index) => (
        <Step key={step.id} step={step} last={index === steps.length - 1} />
      ))}
    </ol>
  );
}
