'use client';

import { Tooltip as Radix } from 'radix-ui';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { StandIn } from './stand-in.tsx';
import type { TriggerOfPart } from './use-deferred-trigger.ts';

type TooltipBubbleProps = {
  id: string;
  trigger: TriggerOfPart;
  content: ReactNode;
  side: 'top' | 'right' | 'bottom' | 'left';
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The words of a Tooltip, and when they come and go. */
export function TooltipBubble({ id, trigger, content, side, open, onOpenChange }: TooltipBubbleProps) {
  const { ready } = trigger;
  useEffect(() => ready(), [ready]);
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root open={open} onOpenChange={onOpenChange}>
        <Radix.Trigger asChild>
          <StandIn trigger={trigger} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            id={id}
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-72 appear rounded-control bg-ink px-2 py-1 text-meta text-surface shadow-pop"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
