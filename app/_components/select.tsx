'use client';

import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { classNames } from './class-names.ts';
import { deferred, useFetchWhenIdle } from './deferred.ts';
import { useFieldWiring } from './field-context.ts';
import { useDeferredTrigger } from './use-deferred-trigger.ts';

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
  onOpenChange?: (open: boolean) => void;
  options: readonly SelectOption<Value>[];
  /** Its name when no Field is round it. */
  label?: string;
  /** A filter's name before its value ("Status Any"); the box is then as wide as its words. */
  prefix?: string;
  placeholder?: string;
  size?: 'sm' | 'md';
  disabled?: boolean;
  invalid?: boolean;
  id?: string;
  className?: string;
};

const selectList = deferred(async () => (await import('./select-list.tsx')).SelectList);

/** The first click or key that opens a list. */
function holdOpening(held: Event | null, { type, nativeEvent }: SyntheticEvent): Event | null {
  const key = type === 'keydown' && nativeEvent instanceof KeyboardEvent && ['Enter', ' ', 'ArrowDown', 'ArrowUp'].includes(nativeEvent.key);
  return type === 'click' || key ? nativeEvent : held;
}

/** One of a few values, from a list that opens over the page. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onValueChange, onOpenChange, options, label, prefix, placeholder = 'Choose', size = 'md', disabled = false, className } = props;
  const wiring = useFieldWiring(props);
  const invalid = wiring['aria-invalid'];
  const [open, setOpen] = useState(false);
  const listId = useId();
  const { gestures, trigger } = useDeferredTrigger(selectList, holdOpening);
  useFetchWhenIdle(selectList);
  function show(next: boolean) {
    setOpen(next);
    onOpenChange?.(next);
  }
  const state = { value: value ?? '', onValueChange: (next: string) => onValueChange(next as Value), open, onOpenChange: show, disabled };
  return (
    <>
      <button
        type="button"
        role="combobox"
        {...wiring}
        {...gestures}
        aria-label={label ?? prefix}
        aria-autocomplete="none"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        data-placeholder={value ? undefined : ''}
        disabled={disabled}
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
          {value ? options.find((option) => option.value === value)?.label : placeholder}
        </span>
        <ChevronDown className="ml-auto size-3.5 shrink-0 text-ink-3" strokeWidth={1.75} aria-hidden="true" />
      </button>
      {trigger && <selectList.Part {...state} id={listId} trigger={trigger} options={options} />}
    </>
  );
}
