'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { useFieldWiring } from './field-context.ts';

export type SelectOption<Value extends string = string> = {
  value: Value;
  label: string;
  /** A caption under the label, in the list only. */
  hint?: string;
  icon?: ReactNode;
  disabled?: boolean;
};

type SelectProps<Value extends string> = {
  value: Value | undefined;
  onValueChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  /** Its name when no Field is round it. */
  label?: string;
  /** A filter's name before its value ("Status Any"); the box is then as wide as its words. */
  prefix?: string;
  placeholder?: string;
  size?: 'sm' | 'md';
  name?: string;
  disabled?: boolean;
  invalid?: boolean;
  id?: string;
  className?: string;
};

function Option({ option }: { option: SelectOption }) {
  return (
    <Radix.Item
      value={option.value}
      textValue={option.label}
      disabled={option.disabled}
      className="relative flex min-h-8 items-center gap-2 rounded-control py-1 pr-8 pl-2.5 text-ui outline-none data-disabled:opacity-45 data-highlighted:bg-press max-lg:min-h-10"
    >
      {option.icon}
      <span className="min-w-0">
        <Radix.ItemText>
          {option.label}
          {option.hint && <span className="block text-meta text-ink-2">{option.hint}</span>}
        </Radix.ItemText>
      </span>
      <Radix.ItemIndicator className="absolute right-2.5">
        <Check className="size-4" strokeWidth={1.75} />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}

/** One of a few values, from a list that opens over the page. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onValueChange, options, label, prefix, placeholder = 'Choose', size = 'md', name, disabled, className } = props;
  const wiring = useFieldWiring(props);
  const invalid = wiring['aria-invalid'];
  return (
    <Radix.Root value={value ?? ''} onValueChange={(next) => onValueChange(next as Value)} {...(name ? { name } : {})} {...(disabled ? { disabled } : {})}>
      <Radix.Trigger
        {...wiring}
        aria-label={label ?? prefix}
        className={classNames(
          'inline-flex min-w-0 items-center gap-1.5 rounded-control border bg-surface px-2.5 text-left text-ui whitespace-nowrap shadow-card disabled:opacity-45 data-placeholder:text-ink-3',
          size === 'sm' ? 'h-7 max-lg:h-9' : 'h-8 max-lg:h-10',
          invalid ? 'border-bad' : prefix ? 'border-line-2 hover:not-disabled:bg-hover' : 'border-line-control',
          !prefix && 'w-full',
          className,
        )}
      >
        {prefix && <span className="text-ink-3">{prefix}</span>}
        <span className={classNames('min-w-0 truncate', prefix && 'font-medium')}>
          <Radix.Value placeholder={placeholder}>{options.find((option) => option.value === value)?.label}</Radix.Value>
        </span>
        <ChevronDown className="ml-auto size-3.5 shrink-0 text-ink-3" strokeWidth={1.75} aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) appear overflow-hidden rounded-card bg-raised shadow-pop"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Option key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
