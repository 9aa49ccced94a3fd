'use client';

import { Dialog } from './dialog.tsx';
import { Kbd } from './kbd.tsx';
import type { Shortcut } from './shortcuts.tsx';
import { setSingleKeys, useSingleKeys } from './single-keys.ts';
import { Switch } from './switch.tsx';

type ShortcutSheetProps = { open: boolean; onOpenChange: (open: boolean) => void; read: () => readonly Shortcut[] };

function groupsOf(shortcuts: readonly Shortcut[]): [string, Shortcut[]][] {
  const seen = new Map<string, Shortcut[]>();
  for (const shortcut of shortcuts) {
    const group = seen.get(shortcut.group) ?? [];
    if (!group.some((other) => other.keys === shortcut.keys)) group.push(shortcut);
    seen.set(shortcut.group, group);
  }
  return [...seen];
}

/** What the keyboard does on this page, and the switch that turns single letters off. */
export function ShortcutSheet({ open, onOpenChange, read }: ShortcutSheetProps) {
  const on = useSingleKeys();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" size="lg">
      <div className="gap-x-10 sm:columns-2">
        {open &&
          groupsOf(read()).map(([group, shortcuts]) => (
            <section key={group} className="break-inside-avoid pb-4">
              <h3 className="mb-1 text-meta text-ink-3">{group}</h3>
              <ul>
                {shortcuts.map((shortcut) => (
                  <li key={shortcut.keys} className="flex min-h-8 items-center justify-between gap-4">
                    <span>{shortcut.label}</span>
                    <span className="flex shrink-0 gap-1">
                      {shortcut.keys.split(' ').map((chord) => (
                        <Kbd key={chord} keys={chord} className="max-lg:inline-flex!" />
                      ))}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </div>
      <div className="mt-2 border-t pt-3">
        <Switch
          checked={on}
          onCheckedChange={setSingleKeys}
          label="Shortcuts of one letter"
          hint="They never fire in a field. Turn them off if speech or a switch types for you."
        />
      </div>
    </Dialog>
  );
}
