'use client';

import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { deferred, useFetchWhenIdle } from './deferred.ts';
import { endsWithShortcut, isPlain, parseShortcut } from './shortcut-matcher.ts';
import { areSingleKeysOn } from './single-keys.ts';
import { isTyping } from './typing.ts';

export type Shortcut = {
  /** "mod+k", "g m", "/", "mod+enter". */
  keys: string;
  /** What it does, as a verb: "Go to models". */
  label: string;
  /** Heading on the sheet: "Go to", "This page". */
  group: string;
  run: () => void;
  /** Also while a dialog is open; never so for plain letters. */
  inDialogs?: boolean;
};

type Registry = { register: (shortcut: Shortcut) => () => void; openSheet: () => void };

const shortcutSheet = deferred(async () => (await import('./shortcut-sheet.tsx')).ShortcutSheet);

const RegistryContext = createContext<Registry | null>(null);
const sequenceMs = 1200;

function mayFire(shortcut: Shortcut, target: EventTarget | null): boolean {
  if (isPlain(parseShortcut(shortcut.keys)) && (isTyping(target) || !areSingleKeysOn())) return false;
  return Boolean(shortcut.inDialogs) || document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]') === null;
}

function useKeyDispatch(shortcuts: ReadonlySet<Shortcut>): void {
  useEffect(() => {
    let presses: { event: KeyboardEvent; at: number }[] = [];
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return;
      presses = [...presses.filter((press) => event.timeStamp - press.at < sequenceMs), { event, at: event.timeStamp }].slice(-3);
      const events = presses.map((press) => press.event);
      const matches = [...shortcuts].filter((one) => endsWithShortcut(events, parseShortcut(one.keys)) && mayFire(one, event.target));
      const longest = matches.sort((a, b) => parseShortcut(b.keys).length - parseShortcut(a.keys).length)[0];
      if (!longest) return;
      event.preventDefault();
      presses = [];
      longest.run();
    }
    // A chord with Ctrl or ⌘ is the page's before it is a control's: a list in focus opens on every Enter.
    const onChord = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && onKey(event);
    const onOther = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && onKey(event);
    window.addEventListener('keydown', onChord, { capture: true });
    window.addEventListener('keydown', onOther);
    return () => {
      window.removeEventListener('keydown', onChord, { capture: true });
      window.removeEventListener('keydown', onOther);
    };
  }, [shortcuts]);
}

/** Holds every shortcut of the page and its sheet (`?`); once, in the root layout. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [shortcuts] = useState(() => new Set<Shortcut>());
  const [sheet, setSheet] = useState(false);
  useFetchWhenIdle(shortcutSheet);
  const registry = useMemo<Registry>(() => {
    function openSheet() {
      shortcutSheet.fetch();
      setSheet(true);
    }
    function register(shortcut: Shortcut) {
      shortcuts.add(shortcut);
      return () => void shortcuts.delete(shortcut);
    }
    return { register, openSheet };
  }, [shortcuts]);
  useKeyDispatch(shortcuts);
  useEffect(() => registry.register({ keys: '?', label: 'Show all shortcuts', group: 'Anywhere', run: registry.openSheet }), [registry]);
  return (
    <RegistryContext value={registry}>
      {children}
      <shortcutSheet.Part open={sheet} onOpenChange={setSheet} read={() => [...shortcuts]} />
    </RegistryContext>
  );
}

/** Registers a shortcut while the component is on the page and `enabled`. */
export function useShortcut(shortcut: Shortcut, enabled = true): void {
  const registry = useContext(RegistryContext);
  const latest = useRef(shortcut.run);
  const { keys, label, group, inDialogs = false } = shortcut;
  useEffect(() => {
    latest.current = shortcut.run;
  });
  useEffect(() => {
    if (!enabled || !registry) return;
    return registry.register({ keys, label, group, inDialogs, run: () => latest.current() });
  }, [registry, keys, label, group, inDialogs, enabled]);
}

/** Opens the sheet of all shortcuts, for a menu entry. */
export function useShortcutSheet(): () => void {
  const registry = useContext(RegistryContext);
  return () => registry?.openSheet();
}
