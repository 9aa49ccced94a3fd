'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Segment<Value extends string = string> = {
  value: Value;
  label: string;
  count?: string | number;
  /** Shown in place of the label, which is then only read out. */
  icon?: ReactNode;
  disabled?: boolean;
};

type SegmentedProps<Value extends string> = {
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly Segment<Value>[];
  label: string;
  size?: 'sm' | 'md';
  className?: string;
};

/** One of two to five views, as a radio group: arrows move it. */
export function Segmented<Value extends string>({ value, onValueChange, items, label, size = 'md', className }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={classNames(
        'inline-flex w-fit shrink-0 items-center rounded-control bg-sunken p-0.5 hairline',
        size === 'sm' ? 'h-7 max-lg:h-9' : 'h-8 max-lg:h-10',
        className,
      )}
    >
      {items.map((item) => (
        <label
          key={item.value}
          title={item.icon ? item.label : undefined}
          className="relative inline-flex h-full items-center gap-1.5 rounded-[5px] px-2.5 text-ui font-normal whitespace-nowrap text-ink-2 transition-colors duration-80 hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-[inset_0_0_0_1px_var(--line),var(--shadow-card)] has-focus-visible:focus-ring has-disabled:opacity-45 dark:has-checked:bg-press dark:has-checked:shadow-[inset_0_0_0_1px_var(--line)] [&>svg]:size-4"
        >
          <input
            type="radio"
            name={name}
            value={item.value}
            checked={item.value === value}
            disabled={item.disabled}
            onChange={() => onValueChange(item.value)}
            onKeyDown={(event) => {
              // Enter would send the form round it.
              if (event.key === 'Enter') event.preventDefault();
            }}
            className="absolute inset-0 appearance-none rounded-[5px] outline-none enabled:cursor-pointer"
          />
          {item.icon}
          {item.icon ? <span className="sr-only">{item.label}</span> : item.label}
          {item.count !== undefined && <span className="tnum">{item.count}</span>}
        </label>
      ))}
    </div>
  );
}
