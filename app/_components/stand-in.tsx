'use client';

import { useImperativeHandle, useLayoutEffect } from 'react';
import type { Ref } from 'react';
import type { Gestures, TriggerOfPart } from './use-deferred-trigger.ts';

type StandInProps = Gestures & { trigger: TriggerOfPart; ref?: Ref<HTMLElement> };

/** The child of a Radix trigger (`asChild`) whose element is on the page already: gives Radix that element, and the element Radix's handlers. */
export function StandIn({ trigger, ref, ...handlers }: StandInProps) {
  const { element, takeOver } = trigger;
  useImperativeHandle(ref, () => element, [element]);
  useLayoutEffect(() => takeOver(handlers));
  return null;
}
