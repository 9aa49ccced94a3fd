'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import { useShortcutSheet } from './shortcuts.tsx';
import { useGiveFocusBack } from './use-give-focus-back.ts';

export type PaletteItem = {
  id: string;
  label: string;
  /** After the label, in grey. */
  fact?: string;
  /** 16 px icon or a Mark. */
  icon?: ReactNode;
  /** Found by these words too. */
  keywords?: readonly string[];
  shortcut?: string;
  run: () => void;
};

export type PaletteGroup = { heading: string; items: readonly PaletteItem[] };

type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  groups: readonly PaletteGroup[];
  query: string;
  onQueryChange: (query: string) => void;
  /** "Searching runs" while more is on its way. */
  busyText?: string;
  placeholder?: string;
};

function Marked({ text, query }: { text: string; query: string }) {
  const at = query ? text.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at === -1) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <span className="underline decoration-ink decoration-2 underline-offset-3">{text.slice(at, at + query.length)}</span>
      {text.slice(at + query.length)}
    </>
  );
}

function Item({ item, query, close }: { item: PaletteItem; query: string; close: () => void }) {
  const chords = item.shortcut?.includes(' ') ? item.shortcut.split(' ') : (item.shortcut?.split('+') ?? []);
  function run() {
    close();
    item.run();
  }
  return (
    <Command.Item
      value={valueOf(item)}
      keywords={[...(item.keywords ?? []), item.fact ?? '']}
      onSelect={run}
      className="group flex h-10 cursor-pointer items-center gap-3 rounded-control px-3 data-[selected=true]:bg-press max-lg:h-11"
    >
      <span className="flex size-4 shrink-0 items-center justify-center text-ink-2 [&>svg]:max-h-4 [&>svg]:max-w-4">{item.icon}</span>
      <span className="max-w-3/4 shrink-0 truncate group-data-[selected=true]:font-medium">
        <Marked text={item.label} query={query} />
      </span>
      {item.fact && (
        <span className="min-w-0 truncate text-ink-3 group-data-[selected=true]:text-ink-2">
          <Marked text={item.fact} query={query} />
        </span>
      )}
      <span className="ml-auto flex shrink-0 gap-1">
        {chords.map((chord) => (
          <Kbd key={chord} keys={chord} />
        ))}
        {chords.length === 0 && <Kbd keys="enter" className="hidden! group-data-[selected=true]:lg:inline-flex!" />}
      </span>
    </Command.Item>
  );
}

function Footer({ close }: { close: () => void }) {
  const openSheet = useShortcutSheet();
  function showShortcuts() {
    close();
    openSheet();
  }
  return (
    <div className="flex h-10 items-center gap-4 border-t bg-sunken px-5 text-meta text-ink-3 max-lg:hidden">
      <span className="flex items-center gap-1.5">
        <Kbd keys="up" />
        <Kbd keys="down" />
        move
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd keys="enter" />
        open
      </span>
      <button type="button" onClick={showShortcuts} className="ml-auto flex items-center gap-1.5 rounded-chip hover:text-ink">
        <Kbd keys="?" />
        all shortcuts
      </button>
    </div>
  );
}

function valueOf(item: PaletteItem): string {
  return `${item.label} ${item.id}`;
}

/** The list and what is chosen in it: the first, whatever comes to stand there, until one searches or moves. */
function Choices({ first, query, children }: { first: PaletteItem | undefined; query: string; children: ReactNode }) {
  const [chosen, choose] = useState('');
  const [moved, setMoved] = useState(false);
  const value = moved || query ? chosen : first ? valueOf(first) : '';
  function go() {
    choose(value);
    setMoved(true);
  }
  function goByKey({ key, ctrlKey }: KeyboardEvent) {
    if (key.startsWith('Arrow') || key === 'Home' || key === 'End' || ctrlKey) go();
  }
  return (
    <Command label="Command palette" loop value={value} onValueChange={choose} onKeyDownCapture={goByKey} onPointerMoveCapture={go}>
      {children}
    </Command>
  );
}

/** Everything by name: models, runs, pages and what can be done here. */
export function CommandPalette(props: CommandPaletteProps) {
  const { open, onOpenChange, groups, query, onQueryChange, busyText, placeholder = 'Search or jump to' } = props;
  const focus = useGiveFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 appear bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focus}
          className="fixed inset-x-4 top-[14vh] z-50 mx-auto max-w-160 rise overflow-hidden rounded-dialog bg-raised shadow-dialog outline-none max-sm:inset-x-2 max-sm:top-2"
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Choices first={groups.flatMap(({ items }) => items)[0]} query={query}>
            <div className="flex h-13 items-center gap-3 border-b px-5">
              <Search className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} aria-hidden="true" />
              <Command.Input
                value={query}
                onValueChange={onQueryChange}
                placeholder={placeholder}
                className="h-full min-w-0 flex-1 bg-transparent text-head outline-none"
              />
              <Kbd keys="escape" />
            </div>
            <Command.List className="max-h-[min(420px,60vh)] scroll-py-2 overflow-y-auto p-2">
              {!busyText && <Command.Empty className="px-3 py-6 text-ink-2">{`Nothing is called “${query}”. Try a model's name.`}</Command.Empty>}
              {groups.map((group) => (
                <Command.Group
                  key={group.heading}
                  heading={group.heading}
                  className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-ink-3"
                >
                  {group.items.map((item) => (
                    <Item key={item.id} item={item} query={query} close={() => onOpenChange(false)} />
                  ))}
                </Command.Group>
              ))}
              {busyText && <div className="px-3 py-2 text-meta text-ink-3">{busyText}</div>}
            </Command.List>
          </Choices>
          <Footer close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
