'use client';

import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

let corner: ReactNode = null;
const waiting = new Set<() => void>();

/** Whoever brings the code of toasts gives the corner they appear in. */
export function provideCorner(node: ReactNode): void {
  corner = node;
  for (const notify of waiting) notify();
}

function subscribe(notify: () => void): () => void {
  waiting.add(notify);
  return () => void waiting.delete(notify);
}

/** Where toasts appear, once, in the root layout: empty on pages that show none, so that they need not carry the library. */
export function ToastCorner() {
  return useSyncExternalStore(
    subscribe,
    () => corner,
    () => null,
  );
}
