'use client';

import { cloneElement, useId, useState } from 'react';
import type { AriaAttributes, ReactElement, ReactNode, SyntheticEvent } from 'react';
import { deferred } from './deferred.ts';
import { useDeferredTrigger } from './use-deferred-trigger.ts';
import type { Gestures } from './use-deferred-trigger.ts';

type TooltipProps = {
  content: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  /** One focusable element that takes a button's props. */
  children: ReactElement<Gestures & AriaAttributes>;
};

const bubble = deferred(async () => (await import('./tooltip-bubble.tsx')).TooltipBubble);

/** A mouse that rests on the control, or the focus of a keyboard, for as long as it is there. */
function holdStay(held: Event | null, { type, nativeEvent, currentTarget }: SyntheticEvent<HTMLElement>): Event | null {
  if (type === 'focus') return currentTarget.matches(':focus-visible') ? nativeEvent : null;
  if (type === 'pointermove') return nativeEvent instanceof PointerEvent && nativeEvent.pointerType !== 'touch' ? nativeEvent : null;
  return ['pointerleave', 'pointerdown', 'click', 'blur'].includes(type) ? null : held;
}

/** A few words on hover and focus, about the control inside it. */
export function Tooltip({ content, side = 'top', children }: TooltipProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { gestures, trigger } = useDeferredTrigger(bubble, holdStay, children.props);
  const describedBy = [children.props['aria-describedby'], open && id].filter(Boolean).join(' ') || undefined;
  return (
    <>
      {cloneElement(children, { ...gestures, 'aria-describedby': describedBy })}
      {trigger && <bubble.Part id={id} trigger={trigger} content={content} side={side} open={open} onOpenChange={setOpen} />}
    </>
  );
}
