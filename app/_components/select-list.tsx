'use client';

import { Check } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { useEffect } from 'react';
import type { SelectOption } from './select.tsx';
import { StandIn } from './stand-in.tsx';
import type { TriggerOfPart } from './use-deferred-trigger.ts';

type SelectListProps = {
  id: string;
  trigger: TriggerOfPart;
  options: readonly SelectOption[];
  value: string;
  onValueChange: (value: string) => void;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  disabled: boolean;
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

/** The list of a Select, and how it opens, is searched by typing and closes. */
export function SelectList({ id, trigger, options, ...state }: SelectListProps) {
  const { ready } = trigger;
  useEffect(() => ready(), [ready]);
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>
        <StandIn trigger={trigger} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          id={id}
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
