'use client';

import { RadioGroup } from 'radix-ui';
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
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={(next) => onValueChange(next as Value)}
      aria-label={label}
      orientation="horizontal"
      className={classNames(
        'inline-flex w-fit shrink-0 items-center rounded-control bg-sunken p-0.5 hairline',
        size === 'sm' ? 'h-7 max-lg:h-9' : 'h-8 max-lg:h-10',
        className,
      )}
    >
      {items.map((item) => (
        <RadioGroup.Item
          key={item.value}
          value={item.value}
          disabled={item.disabled}
          title={item.icon ? item.label : undefined}
          className="inline-flex h-full items-center gap-1.5 rounded-[5px] px-2.5 text-ui whitespace-nowrap text-ink-2 transition-colors duration-80 hover:text-ink disabled:opacity-45 data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-[inset_0_0_0_1px_var(--line),var(--shadow-card)] dark:data-[state=checked]:bg-press dark:data-[state=checked]:shadow-[inset_0_0_0_1px_var(--line)] [&>svg]:size-4"
        >
          {item.icon}
          {item.icon ? <span className="sr-only">{item.label}</span> : item.label}
          {item.count !== undefined && <span className="tnum">{item.count}</span>}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
