'use client';

import { useRef } from 'react';
import type { RefObject } from 'react';

/** What had the focus; for an item of a menu that closes at the same time, the menu's trigger. */
function focusedOrTrigger(): HTMLElement | null {
  const active = document.activeElement;
  const triggerId = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const opener = triggerId ? document.getElementById(triggerId) : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** Handlers of a dialog that opens without a trigger of its own: starts on `initial`, gives the focus back at the end. */
export function useGiveFocusBack(initial?: RefObject<HTMLElement | null>) {
  const opener = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus(event: Event) {
      opener.current = focusedOrTrigger();
      if (!initial?.current) return;
      event.preventDefault();
      initial.current.focus();
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      opener.current?.focus();
    },
  };
}
