'use client';

import { classNames } from './class-names.ts';
import { useAppleKeyboard } from './platform.ts';

const names: Record<string, string> = { enter: '↵', escape: 'esc', up: '↑', down: '↓', shift: '⇧', tab: 'tab' };

function keyName(key: string, apple: boolean): string {
  if (key === 'mod') return apple ? '⌘' : 'Ctrl';
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** What a person reads for a shortcut such as "mod+k" or "g m": "⌘K", "Ctrl K", "G M". */
export function shortcutText(keys: string, apple: boolean): string {
  const chords = keys.split(' ').map((chord) => {
    const parts = chord.split('+').map((key) => keyName(key, apple));
    return parts.join(apple || parts[0] !== 'Ctrl' ? '' : ' ');
  });
  return chords.join(' ');
}

type KbdProps = {
  /** "mod+k", "g m", "?", "mod+shift+c"; `mod` is ⌘ or Ctrl. */
  keys: string;
  onAccent?: boolean;
  className?: string;
};

/** A shortcut's keys, shown from 1024 px up. */
export function Kbd({ keys, onAccent = false, className }: KbdProps) {
  const apple = useAppleKeyboard();
  return (
    <kbd
      className={classNames(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-chip border px-1 font-sans text-[11px] leading-none whitespace-nowrap max-lg:hidden',
        onAccent ? 'border-accent-ink/40 text-accent-ink' : 'border-line-2 text-ink-3',
        className,
      )}
    >
      {shortcutText(keys, apple)}
    </kbd>
  );
}
