import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { buttonClass } from './button-class.ts';
import type { ButtonSize, ButtonVariant } from './button-class.ts';
import { Kbd } from './kbd.tsx';

type LinkButtonProps = ComponentProps<typeof Link> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  shortcut?: string;
};

/** A link that looks like a button, for going somewhere. */
export function LinkButton({ variant = 'secondary', size = 'md', icon, shortcut, className, children, ...link }: LinkButtonProps) {
  return (
    <Link {...link} className={buttonClass({ variant, size, className: `gap-2 ${className ?? ''}` })}>
      {icon}
      {children}
      {shortcut && <Kbd keys={shortcut} onAccent={variant === 'primary'} />}
    </Link>
  );
}
