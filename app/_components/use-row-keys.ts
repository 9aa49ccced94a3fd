'use client';

import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { areSingleKeysOn } from './single-keys.ts';
import { isTyping } from './typing.ts';

type RowKeysOptions = { pageKeys: boolean; onToggle: ((key: string) => void) | undefined };

function rowLinks(body: HTMLElement): HTMLElement[] {
  return [...body.querySelectorAll<HTMLElement>('[data-row-link]')];
}

function step(body: HTMLElement, by: 1 | -1): boolean {
  const links = rowLinks(body);
  const row = document.activeElement?.closest('[data-row-key]');
  const at = links.findIndex((link) => link.closest('[data-row-key]') === row);
  const next = at === -1 ? (by === 1 ? links[0] : links.at(-1)) : links[at + by];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

/** j, k and arrows move between the row links under `ref`; x toggles the focused row. */
export function useRowKeys(ref: RefObject<HTMLElement | null>, options: RowKeysOptions): void {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const body = ref.current;
      if (!body || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const inside = body.contains(event.target as Node);
      const letter = event.key.length === 1;
      if (letter && !areSingleKeysOn()) return;
      if (!inside && !(latest.current.pageKeys && letter && !document.querySelector('[role="dialog"]'))) return;
      const by = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
      if (by !== 0 && step(body, by)) event.preventDefault();
      if (event.key === 'x' && inside) {
        const key = (event.target as Element).closest<HTMLElement>('[data-row-key]')?.dataset['rowKey'];
        if (key !== undefined) latest.current.onToggle?.(key);
      }
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [ref]);
}
