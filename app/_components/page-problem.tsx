'use client';

import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

type PageProblemProps = {
  /** What happened, as the page's h1. */
  title: string;
  /** Why, and what to do. */
  children: ReactNode;
  actions?: ReactNode;
  requestId?: string | undefined;
};

/** A page that cannot be shown (404, 403, 500), in the place of its content: the shell stays round it. */
export function PageProblem({ title, children, actions, requestId }: PageProblemProps) {
  return (
    <div className="mx-auto flex max-w-120 flex-col py-12 lg:py-20">
      <h1 className="text-display font-semibold text-balance">{title}</h1>
      <div className="mt-2 text-ink-2">{children}</div>
      {actions && <div className="mt-6 flex flex-wrap items-center gap-2">{actions}</div>}
      {requestId && (
        <div className="mt-6 flex items-center gap-1 text-meta text-ink-3">
          Request <span className="font-mono">{requestId}</span>
          <CopyButton iconOnly value={requestId} label="Copy request id" />
        </div>
      )}
    </div>
  );
}
