import { Fragment } from 'react';
import type { ChecklistStep } from './checklist.tsx';
import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';

const shapes = { todo: 'todo', live: 'live', done: 'done', warn: 'warn', failed: 'bad' } as const;
const inks = { todo: 'text-ink-3', live: 'font-medium text-accent-text', done: 'text-ink', warn: 'text-warn-text', failed: 'text-bad-text' };

/** The same steps on one line, while something else has the page. */
export function StepRail({ steps, label, className }: { steps: readonly Pick<ChecklistStep, 'id' | 'name' | 'state'>[]; label: string; className?: string }) {
  return (
    <ol aria-label={label} className={classNames('flex scroll-thin items-center gap-2 overflow-x-auto text-meta', className)}>
      {steps.map((step, index) => (
        <Fragment key={step.id}>
          {index > 0 && <li className="h-px w-4 shrink-0 bg-line-2 lg:w-7" aria-hidden="true" />}
          <li className={classNames('flex shrink-0 items-center gap-1.5', inks[step.state])} aria-current={step.state === 'live' ? 'step' : undefined}>
            <Mark shape={shapes[step.state]} />
            {step.name}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}
