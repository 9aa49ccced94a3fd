'use client';

import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { useFieldWiring } from './field-context.ts';
import { Kbd } from './kbd.tsx';

export type InputProps = Omit<ComponentProps<'input'>, 'size'> & {
  size?: 'sm' | 'md';
  /** 16 px icon at the left. */
  icon?: ReactNode;
  shortcut?: string;
  /** At the right, inside the edge: a unit or a small button. */
  trailing?: ReactNode;
  invalid?: boolean;
  mono?: boolean;
};

/** One line of text; `className` goes to the box. Inside a Field it takes its id and error. */
export function Input({ size = 'md', icon, shortcut, trailing, invalid, mono = false, className, ...native }: InputProps) {
  const wiring = useFieldWiring({ ...native, invalid });
  return (
    <span
      className={classNames(
        'relative flex min-w-0 items-center rounded-control border bg-surface text-ui has-focus-visible:focus-ring has-disabled:opacity-45',
        size === 'sm' ? 'h-7 max-lg:h-9' : 'h-8 max-lg:h-10',
        wiring['aria-invalid'] ? 'border-bad' : 'border-line-control',
        className,
      )}
    >
      {icon && <span className="pointer-events-none pl-2.5 text-ink-3 [&>svg]:size-4">{icon}</span>}
      <input
        {...native}
        {...wiring}
        className={classNames('h-full w-full min-w-0 rounded-control bg-transparent px-2.5 outline-none max-sm:text-[16px]', mono && 'font-mono text-meta')}
      />
      {trailing && <span className="flex shrink-0 items-center pr-1 text-ink-3">{trailing}</span>}
      {shortcut && (
        <span className="pr-2">
          <Kbd keys={shortcut} />
        </span>
      )}
    </span>
  );
}
