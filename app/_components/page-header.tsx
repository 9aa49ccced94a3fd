import type { ReactNode } from 'react';
import { Breadcrumbs } from './breadcrumbs.tsx';
import type { Crumb } from './breadcrumbs.tsx';

type PageHeaderProps = {
  title: ReactNode;
  crumbs?: readonly Crumb[];
  /** One line under the title. */
  facts?: ReactNode;
  /** Badges and status on the title's own line. */
  beside?: ReactNode;
  actions?: ReactNode;
};

/** The page's one h1, its facts and its actions. */
export function PageHeader({ title, crumbs, facts, beside, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-60">
        {crumbs && <Breadcrumbs items={crumbs} />}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-title font-semibold wrap-break-word">{title}</h1>
          {beside}
        </div>
        {facts && <div className="mt-0.5 text-ink-2 tnum">{facts}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
