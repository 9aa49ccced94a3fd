'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tab<Value extends string = string> = { value: Value; label: ReactNode; count?: string | number };

type TabsProps<Value extends string> = {
  items: readonly Tab<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  label: string;
  /** Before and after the tabs, on the same line. */
  before?: ReactNode;
  after?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** Panels of one page behind underlined tabs; put a TabPanel for each inside. */
export function Tabs<Value extends string>({ items, value, onValueChange, label, before, after, className, children }: TabsProps<Value>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onValueChange(next as Value)}>
      <div className={classNames('flex min-h-10 flex-wrap items-center gap-x-4 border-b', className)}>
        {before}
        <Radix.List aria-label={label} className="flex scroll-thin gap-5 self-stretch overflow-x-auto">
          {items.map((item) => (
            <Radix.Trigger
              key={item.value}
              value={item.value}
              className="flex min-h-10 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-ui text-ink-2 -outline-offset-2 transition-colors duration-80 hover:text-ink data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink"
            >
              {item.label}
              {item.count !== undefined && <span className="text-meta font-normal text-ink-3 tnum">{item.count}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {after && <div className="ml-auto flex items-center gap-2 py-1">{after}</div>}
      </div>
      {children}
    </Radix.Root>
  );
}

export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <Radix.Content value={value} className={className}>
      {children}
    </Radix.Content>
  );
}
