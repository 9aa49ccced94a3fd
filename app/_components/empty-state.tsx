import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type EmptyStateProps = {
  /** What would be here. */
  title: string;
  /** One sentence. */
  children?: ReactNode;
  /** The way to make it. */
  actions?: ReactNode;
  /** `page` is for a whole empty page, centred and large. */
  size?: 'inline' | 'page';
  className?: string;
};

/** Nothing here yet: what would be, and how to make it. */
export function EmptyState({ title, children, actions, size = 'inline', className }: EmptyStateProps) {
  const page = size === 'page';
  return (
    <div className={classNames('flex flex-col', page ? 'items-center px-6 py-14 text-center lg:py-20' : 'items-start p-4', className)}>
      <h2 className={page ? 'text-display font-semibold' : 'font-medium'}>{title}</h2>
      {children && <div className={classNames('max-w-120 text-ink-2', page ? 'mt-2' : 'mt-1')}>{children}</div>}
      {actions && <div className={classNames('flex flex-wrap gap-2', page ? 'mt-6 justify-center' : 'mt-3')}>{actions}</div>}
    </div>
  );
}
