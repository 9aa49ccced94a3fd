'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';
import type { MarkShape } from './mark.tsx';

export type PinnedItem = { href: string; label: string; shape: MarkShape; status: string };

/** Pinned models in the sidebar, each with the shape of its status. */
export function PinnedList({ items }: { items: readonly PinnedItem[] }) {
  const path = usePathname();
  if (items.length === 0) return null;
  return (
    <>
      <div className="mt-6 px-2 text-meta text-ink-3">Pinned</div>
      <nav className="mt-1.5 flex flex-col gap-0.5" aria-label="Pinned models">
        {items.map((item) => (
          <Link
            key={item.href}
            href={item.href}
            aria-current={path === item.href ? 'page' : undefined}
            className={classNames(
              'flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2',
              path === item.href ? 'bg-press text-ink' : 'text-ink-2 hover:bg-hover',
            )}
          >
            <span className="flex size-4 items-center justify-center">
              <Mark shape={item.shape} />
            </span>
            <span className="truncate">{item.label}</span>
            <span className="sr-only">, {item.status}</span>
          </Link>
        ))}
      </nav>
    </>
  );
}
