import { ChevronRight } from 'lucide-react';
import Link from 'next/link';

export type Crumb = { label: string; href?: string };

/** Where this page is; the last crumb may be the page itself, without an address. */
export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-ui text-ink-3">
        {items.map((item, index) => (
          <li key={`${item.label}${index}`} className="flex min-w-0 items-center gap-1.5">
            {index > 0 && <ChevronRight className="size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />}
            {item.href ? (
              <Link href={item.href} className="truncate rounded-chip hover:text-ink">
                {item.label}
              </Link>
            ) : (
              <span className="truncate text-ink-2" aria-current={index === items.length - 1 ? 'page' : undefined}>
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
