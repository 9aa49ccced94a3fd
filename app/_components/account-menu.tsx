'use client';

import { Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { Avatar } from './avatar.tsx';
import { classNames } from './class-names.ts';
import { Menu } from './menu.tsx';
import type { MenuEntry } from './menu.tsx';
import { useShortcutSheet } from './shortcuts.tsx';
import { setTheme, useThemeChoice } from './theme.ts';

export type AccountProps = {
  name: string;
  email?: string;
  /** Account settings, sign out, and the like. */
  items: readonly MenuEntry[];
  look: 'sidebar' | 'rail' | 'bar';
};

const boxes = { sidebar: 'min-w-0 gap-2 hover:text-ink', rail: 'size-9 justify-center', bar: 'size-11 justify-center' };

/** Who is signed in, the theme, the shortcuts, and the way out. */
export function AccountMenu({ name, email, items, look }: AccountProps) {
  const theme = useThemeChoice();
  const openSheet = useShortcutSheet();
  const entries: MenuEntry[] = [
    { heading: email ? `${name}, ${email}` : name },
    ...items,
    'separator',
    { label: 'System theme', icon: <Monitor strokeWidth={1.75} />, checked: theme === 'system', onSelect: () => setTheme('system') },
    { label: 'Light theme', icon: <Sun strokeWidth={1.75} />, checked: theme === 'light', onSelect: () => setTheme('light') },
    { label: 'Dark theme', icon: <Moon strokeWidth={1.75} />, checked: theme === 'dark', onSelect: () => setTheme('dark') },
    'separator',
    { label: 'Keyboard shortcuts', icon: <Keyboard strokeWidth={1.75} />, shortcut: '?', onSelect: openSheet },
  ];
  return (
    <Menu
      align={look === 'bar' ? 'end' : 'start'}
      side={look === 'bar' ? 'bottom' : 'top'}
      className="min-w-56"
      items={entries}
      trigger={
        <button type="button" className={classNames('flex shrink items-center rounded-control text-ink-2', boxes[look])}>
          <span className="sr-only">{look === 'sidebar' ? 'Account: ' : `Account: ${name}`}</span>
          <Avatar name={name} />
          {look === 'sidebar' && <span className="truncate">{name}</span>}
        </button>
      }
    />
  );
}
