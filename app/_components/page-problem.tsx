import type { ReactNode } from 'react';

type PageProblemProps = {
  /** What happened, as the page's h1. */
  title: string;
  /** Why, and what to do. */
  children: ReactNode;
  actions?: ReactNode;
  /** The id under which the server logged it, if it has one. */
  request?: ReactNode;
};

/** A page that cannot be shown (404, 403, 500), in the place of its content: the shell stays round it. */
export function PageProblem({ title, children, actions, request }: PageProblemProps) {
  return (
    <div className="mx-auto flex max-w-120 flex-col py-12 lg:py-20">
      <h1 className="text-display font-semibold text-balance">{title}</h1>
      <div className="mt-2 text-ink-2">{children}</div>
      {actions && <div className="mt-6 flex flex-wrap items-center gap-2">{actions}</div>}
      {request}
    </div>
  );
}
