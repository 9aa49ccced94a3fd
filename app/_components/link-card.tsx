import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type LinkCardProps = { href: string; label: string; menu?: ReactNode; className?: string; children: ReactNode };

/** A card that is one link, with an optional menu button above the link. */
export function LinkCard({ href, label, menu, className, children }: LinkCardProps) {
  return (
    <div
      className={classNames(
        'group relative flex min-w-0 flex-col rounded-card border bg-surface shadow-card transition-colors duration-80 has-[>a:focus-visible]:focus-ring has-[>a:hover]:border-line-2',
        className,
      )}
    >
      {children}
      <Link href={href} aria-label={label} className="absolute inset-0 rounded-card outline-none" />
      {menu && <div className="absolute top-2 right-2">{menu}</div>}
    </div>
  );
}
