'use client';

import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type CheckboxProps = {
  checked: boolean | 'indeterminate';
  onCheckedChange: (checked: boolean) => void;
  /** Words beside it; without them give `aria-label`. */
  label?: ReactNode;
  hint?: ReactNode;
  'aria-label'?: string;
  disabled?: boolean;
  name?: string;
  className?: string;
};

/** A tick, with its words as the target. */
export function Checkbox({ checked, onCheckedChange, label, hint, disabled = false, name, className, ...aria }: CheckboxProps) {
  const id = useId();
  return (
    <span className={classNames('flex items-start gap-2', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next === true)}
        disabled={disabled}
        {...(name ? { name } : {})}
        {...aria}
        className={classNames(
          'relative flex size-4 shrink-0 items-center justify-center rounded-chip border border-line-control bg-surface after:absolute after:-inset-2 disabled:opacity-45 data-[state=checked]:border-ink data-[state=checked]:bg-ink data-[state=checked]:text-surface data-[state=indeterminate]:border-ink data-[state=indeterminate]:bg-ink data-[state=indeterminate]:text-surface',
          label ? 'mt-0.5' : undefined,
        )}
      >
        <Radix.Indicator>
          {checked === 'indeterminate' ? <Minus className="size-3" strokeWidth={3} /> : <Check className="size-3" strokeWidth={3} />}
        </Radix.Indicator>
      </Radix.Root>
      {label && (
        <span className="min-w-0">
          <label htmlFor={id}>{label}</label>
          {hint && <span className="block text-meta text-ink-3">{hint}</span>}
        </span>
      )}
    </span>
  );
}
