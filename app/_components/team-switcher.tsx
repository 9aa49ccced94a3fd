'use client';

import { ChevronsUpDown, Plus } from 'lucide-react';
import { TeamMark } from './avatar.tsx';
import { classNames } from './class-names.ts';
import { Menu } from './menu.tsx';
import type { MenuEntry } from './menu.tsx';

export type TeamSwitcherProps = {
  name: string;
  teams: readonly { name: string; href: string }[];
  onCreate?: () => void;
  look: 'sidebar' | 'rail' | 'bar';
};

const boxes = {
  sidebar: 'mt-3 h-9 w-full gap-2 px-2 text-left hover:bg-hover',
  rail: 'mt-1 size-9 justify-center hover:bg-hover',
  bar: 'h-11 min-w-0 gap-1 px-1',
};

/** The team whose things are shown, and the way to another. */
export function TeamSwitcher({ name, teams, onCreate, look }: TeamSwitcherProps) {
  const items: MenuEntry[] = [
    { heading: 'Teams' },
    ...teams.map((team) => ({ label: team.name, href: team.href, icon: <TeamMark name={team.name} />, checked: team.name === name })),
  ];
  if (onCreate) items.push('separator', { label: 'New team', icon: <Plus strokeWidth={1.75} />, onSelect: onCreate });
  return (
    <Menu
      align="start"
      className="min-w-56"
      items={items}
      trigger={
        <button type="button" className={classNames('flex shrink-0 items-center rounded-control', boxes[look])}>
          <span className="sr-only">{look === 'rail' ? `Team: ${name}` : 'Team: '}</span>
          {look !== 'bar' && <TeamMark name={name} />}
          {look !== 'rail' && <span className="truncate font-medium">{name}</span>}
          {look !== 'rail' && (
            <ChevronsUpDown className={classNames('size-3.5 shrink-0 text-ink-3', look === 'sidebar' && 'ml-auto')} strokeWidth={1.75} aria-hidden="true" />
          )}
        </button>
      }
    />
  );
}
