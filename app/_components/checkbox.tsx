'use client';

import { Check, Minus } from 'lucide-react';
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
      <span
        className={classNames(
          'relative flex size-4 shrink-0 items-center justify-center rounded-chip border border-line-control bg-surface has-checked:border-ink has-checked:bg-ink has-checked:text-surface has-indeterminate:border-ink has-indeterminate:bg-ink has-indeterminate:text-surface has-focus-visible:focus-ring has-disabled:opacity-45',
          label ? 'mt-0.5' : undefined,
        )}
      >
        <input
          type="checkbox"
          id={id}
          ref={(box) => {
            if (box) box.indeterminate = checked === 'indeterminate';
          }}
          checked={checked === true}
          onChange={(event) => onCheckedChange(event.target.checked)}
          onKeyDown={(event) => {
            // Enter would send the form round it.
            if (event.key === 'Enter') event.preventDefault();
          }}
          disabled={disabled}
          name={name}
          {...aria}
          className="absolute -inset-2.25 appearance-none outline-none enabled:cursor-pointer"
        />
        {checked === 'indeterminate' && <Minus className="size-3" strokeWidth={3} aria-hidden="true" />}
        {checked === true && <Check className="size-3" strokeWidth={3} aria-hidden="true" />}
      </span>
      {label && (
        <span className="min-w-0">
          <label htmlFor={id}>{label}</label>
          {hint && <span className="block text-meta text-ink-3">{hint}</span>}
        </span>
      )}
    </span>
  );
}
