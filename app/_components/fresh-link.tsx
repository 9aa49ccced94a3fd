import type { ReactNode } from 'react';
import { buttonClass } from './button-class.ts';
import type { ButtonVariant } from './button-class.ts';

/** A link that looks like a button and loads its page anew: for a page whose router failed, or that needs none otherwise. */
export function FreshLink({ href, variant = 'secondary', children }: { href: string; variant?: ButtonVariant; children: ReactNode }) {
  return (
    <a href={href} className={buttonClass({ variant })}>
      {children}
    </a>
  );
}
