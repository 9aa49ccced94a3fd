'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from './class-names.ts';

export type TabLink = {
  href: string;
  label: string;
  count?: string | number;
  /** Also current on addresses below `href`; the first tab of a model is not. */
  exact?: boolean;
};

/** Pages of one thing as underlined tabs; scrolls sideways on phones. */
export function TabLinks({ items, label, className }: { items: readonly TabLink[]; label: string; className?: string }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className={classNames('flex scroll-thin gap-5 overflow-x-auto border-b max-lg:-mx-4 max-lg:px-4', className)}>
      {items.map((item) => {
        const current = path === item.href || (!item.exact && path.startsWith(`${item.href}/`));
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={current ? 'page' : undefined}
            className={classNames(
              'flex h-10 shrink-0 items-center gap-1.5 border-b-2 text-ui -outline-offset-2 transition-colors duration-80 max-lg:h-11',
              current ? 'border-ink font-medium text-ink' : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {item.label}
            {item.count !== undefined && <span className="text-meta font-normal text-ink-3 tnum">{item.count}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
