import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A surface with one hairline; clips what is inside it. */
export function Card({ className, ...native }: ComponentProps<'section'>) {
  return <section {...native} className={classNames('min-w-0 overflow-clip rounded-card border bg-surface shadow-card', className)} />;
}

type CardHeaderProps = { title: ReactNode; fact?: ReactNode; actions?: ReactNode; level?: 2 | 3; className?: string; children?: ReactNode };

/** 48 px: title, one fact after it, small actions at the right. */
export function CardHeader({ title, fact, actions, level = 2, className, children }: CardHeaderProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className={classNames('flex min-h-12 flex-wrap items-center gap-2 border-b px-4 py-1.5', className)}>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2">
        <Heading className="font-medium">{title}</Heading>
        {fact && <span className="min-w-0 truncate text-meta text-ink-3 tnum">{fact}</span>}
      </div>
      {children}
      {actions && <div className="-mr-1.5 ml-auto flex shrink-0 items-center gap-1.5">{actions}</div>}
    </div>
  );
}

export function CardBody({ className, ...native }: ComponentProps<'div'>) {
  return <div {...native} className={classNames('p-4', className)} />;
}

/** A line under the card's content: a note, or buttons. */
export function CardFooter({ className, ...native }: ComponentProps<'div'>) {
  return <div {...native} className={classNames('flex flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-3 text-meta text-ink-3', className)} />;
}
