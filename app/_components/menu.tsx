'use client';

import { cloneElement, useId, useState } from 'react';
import type { ComponentProps, ReactElement, ReactNode, SyntheticEvent } from 'react';
import { deferred, useFetchWhenIdle } from './deferred.ts';
import { useDeferredTrigger } from './use-deferred-trigger.ts';

export type MenuEntry =
  | {
      label: string;
      icon?: ReactNode;
      /** A caption under the label; why it is disabled, for one. */
      hint?: string;
      shortcut?: string;
      danger?: boolean;
      disabled?: boolean;
      /** A tick before it; makes it a choice. */
      checked?: boolean;
      href?: string;
      onSelect?: () => void;
    }
  | { heading: string }
  | 'separator';

type MenuProps = {
  /** One focusable element that takes a button's props: a Button or an IconButton with `bare`. */
  trigger: ReactElement<ComponentProps<'button'>>;
  items: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
  className?: string;
};

const menuList = deferred(async () => (await import('./menu-list.tsx')).MenuList);

/** The first press or key that opens a menu. */
function holdOpening(held: Event | null, { type, nativeEvent }: SyntheticEvent): Event | null {
  const press = type === 'pointerdown' && nativeEvent instanceof PointerEvent && nativeEvent.button === 0 && !nativeEvent.ctrlKey;
  const key = type === 'keydown' && nativeEvent instanceof KeyboardEvent && ['Enter', ' ', 'ArrowDown'].includes(nativeEvent.key);
  return press || key ? nativeEvent : held;
}

/** A list of actions that opens from its trigger. */
export function Menu({ trigger, ...list }: MenuProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { gestures, trigger: opener } = useDeferredTrigger(menuList, holdOpening, trigger.props);
  useFetchWhenIdle(menuList);
  const listId = `${id}list`;
  return (
    <>
      {cloneElement(trigger, { ...gestures, id, 'aria-haspopup': 'menu', 'aria-expanded': open, 'aria-controls': open ? listId : undefined })}
      {opener && <menuList.Part {...list} id={listId} labelledBy={id} trigger={opener} open={open} onOpenChange={setOpen} />}
    </>
  );
}
