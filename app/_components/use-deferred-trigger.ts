'use client';

import { useCallback, useRef, useState } from 'react';
import type { DOMAttributes, SyntheticEvent } from 'react';
import type { Deferred } from './deferred.ts';

const GESTURES = ['onPointerEnter', 'onPointerMove', 'onPointerLeave', 'onPointerDown', 'onClick', 'onKeyDown', 'onFocus', 'onBlur'] as const;

export type Gestures = Pick<DOMAttributes<HTMLElement>, (typeof GESTURES)[number]>;

/** What the part gets of its trigger; it puts a StandIn where Radix wants a trigger, and calls `ready` in an effect of its outermost component. */
export type TriggerOfPart = { element: HTMLElement; takeOver: (handlers: Gestures) => () => void; ready: () => void };

/** Decides which gesture is made again once the part is there: this one, the one held so far, or none. */
type Hold = (held: Event | null, event: SyntheticEvent<HTMLElement>) => Event | null;

// Whoever has waited longer has gone on to something else.
const PATIENCE_MS = 2_000;

/**
 * A control whose menu, list or tooltip is a Deferred. It is on the page from the start and stays the same element, so focus and
 * screen readers lose nothing; coming near it fetches the part, whose own handlers take over from there.
 * `own` are the handlers the control has of its own: they run first.
 */
export function useDeferredTrigger(deferred: Pick<Deferred<never>, 'fetch'>, hold: Hold, own: Gestures = {}) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const handlers = useRef<Gestures | null>(null);
  const held = useRef<Event | null>(null);

  const takeOver = useCallback((of: Gestures) => {
    handlers.current = of;
    return () => {
      handlers.current = null;
    };
  }, []);

  const ready = useCallback(() => {
    const event = held.current;
    held.current = null;
    if (!event || performance.now() - event.timeStamp > PATIENCE_MS) return;
    const Kind = event.constructor as new (type: string, init: EventInit) => Event;
    element?.dispatchEvent(new Kind(event.type, event));
  }, [element]);

  function take(name: (typeof GESTURES)[number], event: SyntheticEvent<HTMLElement>) {
    const call = (from: Gestures) => (from[name] as ((event: SyntheticEvent<HTMLElement>) => void) | undefined)?.(event);
    call(own);
    if (handlers.current) return call(handlers.current);
    setElement(event.currentTarget);
    deferred.fetch();
    const before = held.current;
    held.current = hold(before, event);
    // What the part will answer should not scroll the page or click as well.
    if (held.current && held.current !== before && (name === 'onPointerDown' || name === 'onKeyDown')) event.preventDefault();
  }

  const gestures = Object.fromEntries(GESTURES.map((name) => [name, (event: SyntheticEvent<HTMLElement>) => take(name, event)])) as Gestures;
  return { gestures, trigger: element && { element, takeOver, ready } };
}
