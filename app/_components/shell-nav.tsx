'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { formatCount } from '../../server/format-count.ts';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

export type NavItem = {
  href: string;
  label: string;
  /** A lucide icon without a size: the shell gives it one. */
  icon: ReactNode;
  count?: number;
};

type Look = 'sidebar' | 'rail' | 'tabs';

const lists: Record<Look, string> = {
  sidebar: 'mt-4 flex flex-col gap-0.5',
  rail: 'mt-2 flex flex-col gap-1',
  tabs: 'fixed inset-x-0 bottom-0 z-20 flex h-[calc(56px+env(safe-area-inset-bottom))] border-t bg-canvas pb-[env(safe-area-inset-bottom)] lg:hidden',
};

const links: Record<Look, [rest: string, current: string, other: string]> = {
  sidebar: ['flex h-8 items-center gap-2.5 rounded-control px-2 [&_svg]:size-4', 'bg-press font-medium text-ink', 'text-ink-2 hover:bg-hover'],
  rail: ['flex size-9 items-center justify-center rounded-control [&_svg]:size-4', 'bg-press text-ink', 'text-ink-2 hover:bg-hover'],
  tabs: [
    'flex flex-1 flex-col items-center justify-center gap-0.5 text-[11px] leading-4 -outline-offset-2 [&_svg]:size-5',
    'font-medium text-ink',
    'text-ink-3',
  ],
};

/** The four places of a team, in the three forms of the shell. */
export function ShellNav({ items, look }: { items: readonly NavItem[]; look: Look }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className={lists[look]}>
      {items.map((item) => {
        const current = path === item.href || path.startsWith(`${item.href}/`);
        const [rest, on, off] = links[look];
        const link = (
          <Link
            key={item.href}
            href={item.href}
            aria-current={current ? 'page' : undefined}
            aria-label={look === 'rail' ? item.label : undefined}
            className={classNames(rest, current ? on : off)}
          >
            {item.icon}
            {look !== 'rail' && item.label}
            {look === 'sidebar' && item.count !== undefined && (
              <span className={classNames('ml-auto text-meta font-normal tnum', current ? 'text-ink-2' : 'text-ink-3')}>{formatCount(item.count)}</span>
            )}
          </Link>
        );
        return look === 'rail' ? (
          <Tooltip key={item.href} content={item.label} side="right">
            {link}
          </Tooltip>
        ) : (
          link
        );
      })}
    </nav>
  );
}
