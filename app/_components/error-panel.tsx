'use client';

import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import { Mark } from './mark.tsx';
import { Words } from './words.tsx';

export type Problem = {
  /** What happened, with the value in the sentence. */
  message: string;
  /** Why. */
  cause?: string | undefined;
  /** What to do, in order. */
  suggestions?: readonly string[] | undefined;
  requestId?: string | undefined;
};

type ErrorPanelProps = {
  problem: Problem;
  tone?: 'bad' | 'warn';
  onRetry?: () => void;
  retryLabel?: string;
  actions?: ReactNode;
  className?: string;
};

/** What happened, why, what to do, and the request id to copy; for a card's or a page's place. */
export function ErrorPanel({ problem, tone = 'bad', onRetry, retryLabel = 'Try again', actions, className }: ErrorPanelProps) {
  const { message, cause, suggestions = [], requestId } = problem;
  return (
    <div role="alert" className={classNames('flex gap-3 p-4', className)}>
      <Mark shape={tone} className="mt-0.5 size-4" />
      <div className="min-w-0 flex-1">
        <div className="font-medium wrap-break-word">
          <Words text={message} />
        </div>
        {cause && (
          <p className="mt-0.5 wrap-break-word text-ink-2">
            <Words text={cause} />
          </p>
        )}
        {suggestions.length > 0 && (
          <ol className={classNames('mt-2 space-y-1', suggestions.length > 1 && 'list-decimal pl-4')}>
            {suggestions.map((suggestion) => (
              <li key={suggestion} className="wrap-break-word">
                <Words text={suggestion} />
              </li>
            ))}
          </ol>
        )}
        {(onRetry || actions || requestId) && (
          <div className="mt-3 flex flex-wrap items-center gap-2">
            {onRetry && (
              <Button size="sm" onClick={onRetry} icon={<RotateCw className="size-4" strokeWidth={1.75} />}>
                {retryLabel}
              </Button>
            )}
            {actions}
            {requestId && (
              <span className="flex items-center gap-1 font-mono text-meta text-ink-3">
                {requestId}
                <CopyButton iconOnly value={requestId} label="Copy request id" />
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
