import type { ReactNode } from 'react';

/** Title and one sentence at the head of the card. */
export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-5">
      <h1 className="text-title font-semibold">{title}</h1>
      {children ? <p className="mt-1 text-ink-2">{children}</p> : null}
    </header>
  );
}
