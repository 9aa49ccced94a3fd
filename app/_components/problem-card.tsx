'use client';

import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import type { Problem } from './error-panel.tsx';
import { Mark } from './mark.tsx';
import { Words } from './words.tsx';

type ProblemCardProps = {
  /** The sentence at the top: "This file is a Git LFS pointer, not a model". */
  title: ReactNode;
  fact?: ReactNode;
  problem: Problem;
  /** Under "What happened": the first bytes, a log line. */
  evidence?: ReactNode;
  actions?: ReactNode;
  className?: string;
};

function Column({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0 p-5">
      <h3 className="text-meta text-ink-3">{label}</h3>
      <div className="mt-1 space-y-2.5 wrap-break-word">{children}</div>
    </div>
  );
}

/** A failure that stopped something large, told in three columns: what happened, why, what to do. */
export function ProblemCard({ title, fact, problem, evidence, actions, className }: ProblemCardProps) {
  const { message, cause, suggestions = [], requestId } = problem;
  return (
    <section role="alert" className={classNames('overflow-clip rounded-card border bg-surface shadow-card', className)}>
      <div className="flex gap-4 border-b bg-bad-soft px-5 py-4">
        <Mark shape="bad" className="mt-0.5 size-5.5" />
        <div className="min-w-0">
          <h2 className="text-head font-semibold wrap-break-word">{title}</h2>
          {fact && <div className="text-ink-2">{fact}</div>}
        </div>
      </div>
      <div className="grid divide-y lg:auto-cols-fr lg:grid-flow-col lg:divide-x lg:divide-y-0">
        <Column label="What happened">
          <p>
            <Words text={message} />
          </p>
          {evidence}
        </Column>
        {cause && (
          <Column label="Why">
            <p>
              <Words text={cause} />
            </p>
          </Column>
        )}
        {suggestions.length > 0 && (
          <Column label="What to do">
            <ol className={classNames('space-y-2', suggestions.length > 1 && 'list-decimal pl-4')}>
              {suggestions.map((suggestion) => (
                <li key={suggestion}>
                  <Words text={suggestion} />
                </li>
              ))}
            </ol>
          </Column>
        )}
      </div>
      {(actions || requestId) && (
        <div className="flex flex-wrap items-center gap-2 border-t px-5 py-3.5">
          {actions}
          {requestId && (
            <span className="ml-auto flex items-center gap-1 text-meta text-ink-3">
              Request <span className="font-mono">{requestId}</span>
              <CopyButton iconOnly value={requestId} label="Copy request id" />
            </span>
          )}
        </div>
      )}
    </section>
  );
}
