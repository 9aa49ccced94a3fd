'use client';

import type { ComponentProps, ReactNode } from 'react';
import { Arc } from './arc.tsx';
import { buttonClass } from './button-class.ts';
import type { ButtonSize, ButtonVariant } from './button-class.ts';
import { Tooltip } from './tooltip.tsx';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** Its name for screen readers and its tooltip. */
  label: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  pending?: boolean;
  /** Leaves the tooltip out, for a button whose meaning stands beside it. */
  bare?: boolean;
  children: ReactNode;
};

/** A square button with one 16 px icon and a name. */
export function IconButton(props: IconButtonProps) {
  const { label, variant = 'ghost', size = 'sm', pending = false, bare = false, className, children, type = 'button', ...native } = props;
  const button = (
    <button type={type} {...native} aria-label={label} aria-busy={pending || undefined} className={buttonClass({ variant, size, square: true, className })}>
      {pending ? <Arc className="size-4" /> : children}
    </button>
  );
  return bare ? button : <Tooltip content={label}>{button}</Tooltip>;
}
