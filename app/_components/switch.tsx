'use client';

import { Switch as Radix } from 'radix-ui';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type SwitchProps = {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** Words beside it; without them give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  'aria-label'?: string;
  disabled?: boolean;
  name?: string;
  className?: string;
};

/** On or off, at once. On is ink, not accent. */
export function Switch({ checked, onCheckedChange, label, hint, disabled = false, name, className, ...aria }: SwitchProps) {
  const id = useId();
  return (
    <span className={classNames('flex items-start gap-3', className)}>
      {label && (
        <span className="min-w-0 flex-1">
          <label htmlFor={id}>{label}</label>
          {hint && <span className="block text-meta text-ink-3">{hint}</span>}
        </span>
      )}
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={disabled}
        {...(name ? { name } : {})}
        {...aria}
        className="relative mt-px inline-flex h-4.5 w-8 shrink-0 items-center rounded-full bg-line-control p-0.5 transition-colors duration-80 after:absolute after:-inset-2 disabled:opacity-45 data-[state=checked]:bg-ink"
      >
        <Radix.Thumb className="size-3.5 rounded-full bg-surface transition-transform duration-120 ease-out data-[state=checked]:translate-x-3.5" />
      </Radix.Root>
    </span>
  );
}
