'use client';

import { Check } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu as Radix } from 'radix-ui';
import { useEffect } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import type { MenuEntry } from './menu.tsx';
import { StandIn } from './stand-in.tsx';
import type { TriggerOfPart } from './use-deferred-trigger.ts';

type MenuListProps = {
  id: string;
  labelledBy: string;
  trigger: TriggerOfPart;
  items: readonly MenuEntry[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  className?: string;
};

const row =
  'flex min-h-8 w-full items-center gap-2 rounded-control px-2.5 py-1 text-ui outline-none data-disabled:opacity-45 data-highlighted:bg-press max-lg:min-h-10 [&>svg]:size-4 [&>svg]:shrink-0';

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry === 'separator') return <Radix.Separator className="mx-1 my-1 h-px bg-line" />;
  if ('heading' in entry) return <Radix.Label className="px-2.5 pt-1.5 pb-0.5 text-meta text-ink-3">{entry.heading}</Radix.Label>;
  const { label, icon, hint, shortcut, danger, disabled = false, checked, href, onSelect } = entry;
  const face = (
    <>
      {icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {hint && <span className="block text-meta text-ink-2">{hint}</span>}
      </span>
      {checked && <Check className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />}
      {shortcut && <Kbd keys={shortcut} />}
    </>
  );
  const className = classNames(row, danger && 'text-bad-text');
  if (href && !disabled)
    return (
      <Radix.Item asChild className={className}>
        <Link href={href} {...(onSelect ? { onClick: onSelect } : {})} aria-current={checked ? 'true' : undefined}>
          {face}
        </Link>
      </Radix.Item>
    );
  const select = { disabled, className, ...(onSelect ? { onSelect } : {}) };
  if (checked !== undefined)
    return (
      <Radix.CheckboxItem checked={checked} {...select}>
        {face}
      </Radix.CheckboxItem>
    );
  return <Radix.Item {...select}>{face}</Radix.Item>;
}

/** The list of a Menu, and how it opens, is moved through and closes. */
export function MenuList({ id, labelledBy, trigger, items, open, onOpenChange, align = 'end', side = 'bottom', className }: MenuListProps) {
  const { ready } = trigger;
  useEffect(() => ready(), [ready]);
  return (
    <Radix.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>
        <StandIn trigger={trigger} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          id={id}
          aria-labelledby={labelledBy}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={classNames(
            'z-60 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 appear overflow-y-auto rounded-card bg-raised p-1 shadow-pop outline-none',
            className,
          )}
        >
          {items.map((entry, index) => (
            <Entry key={index} entry={entry} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
