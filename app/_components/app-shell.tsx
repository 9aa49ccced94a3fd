'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { AccountMenu } from './account-menu.tsx';
import type { AccountProps } from './account-menu.tsx';
import { IconButton } from './icon-button.tsx';
import { Kbd } from './kbd.tsx';
import { Logo } from './logo.tsx';
import { ShellNav } from './shell-nav.tsx';
import type { NavItem } from './shell-nav.tsx';
import { TeamSwitcher } from './team-switcher.tsx';
import type { TeamSwitcherProps } from './team-switcher.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

type AppShellProps = {
  homeHref: string;
  nav: readonly NavItem[];
  team: Omit<TeamSwitcherProps, 'look'>;
  account: Omit<AccountProps, 'look'>;
  /** Opens the command palette. */
  onSearch: () => void;
  /** In the sidebar only: a PinnedList, the worker card. */
  pinned?: ReactNode;
  workers?: ReactNode;
  children: ReactNode;
};

function Sidebar({ homeHref, nav, team, account, onSearch, pinned, workers }: AppShellProps) {
  return (
    <aside className="sticky top-0 hidden h-dvh w-57 shrink-0 flex-col overflow-y-auto border-r bg-canvas p-3 xl:flex">
      <Link href={homeHref} className="flex h-8 shrink-0 items-center gap-2 rounded-control px-2">
        <Logo />
        <span className="font-semibold tracking-tight">Moorage</span>
      </Link>
      <TeamSwitcher {...team} look="sidebar" />
      <button
        type="button"
        onClick={onSearch}
        className="mt-1 flex h-8 shrink-0 items-center gap-2 rounded-control border border-line-2 bg-surface px-2 text-ink-3 shadow-card transition-colors duration-80 hover:border-line-control"
      >
        <Search className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        Search or jump to
        <Kbd keys="mod+k" className="ml-auto" />
      </button>
      <ShellNav items={nav} look="sidebar" />
      {pinned}
      <div className="mt-auto pt-4">
        {workers}
        <div className="mt-2 flex h-9 items-center gap-2 pl-2">
          <AccountMenu {...account} look="sidebar" />
          <ThemeToggle className="ml-auto" />
        </div>
      </div>
    </aside>
  );
}

function Rail({ homeHref, nav, team, account, onSearch }: AppShellProps) {
  return (
    <aside className="sticky top-0 hidden h-dvh w-14 shrink-0 flex-col items-center gap-1 border-r bg-canvas py-3 lg:flex xl:hidden">
      <Link href={homeHref} aria-label="Moorage" className="flex size-9 shrink-0 items-center justify-center rounded-control">
        <Logo />
      </Link>
      <TeamSwitcher {...team} look="rail" />
      <IconButton label="Search or jump to" size="lg" onClick={onSearch} className="mt-1">
        <Search className="size-4" strokeWidth={1.75} />
      </IconButton>
      <ShellNav items={nav} look="rail" />
      <div className="mt-auto flex flex-col items-center gap-2">
        <ThemeToggle />
        <AccountMenu {...account} look="rail" />
      </div>
    </aside>
  );
}

function TopBar({ homeHref, team, account, onSearch }: AppShellProps) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-1 border-b bg-canvas pr-1.5 pl-2 lg:hidden">
      <Link href={homeHref} aria-label="Moorage" className="flex size-9 shrink-0 items-center justify-center rounded-control">
        <Logo />
      </Link>
      <TeamSwitcher {...team} look="bar" />
      <div className="ml-auto flex shrink-0">
        <button type="button" onClick={onSearch} aria-label="Search or jump to" className="flex size-11 items-center justify-center rounded-control text-ink-2">
          <Search className="size-5" strokeWidth={1.75} />
        </button>
        <AccountMenu {...account} look="bar" />
      </div>
    </header>
  );
}

/** Sidebar from 1280 px, rail from 1024, top bar and bottom tabs below; the page goes inside `main`. */
export function AppShell(props: AppShellProps) {
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus-visible:not-sr-only focus-visible:fixed focus-visible:top-3 focus-visible:left-3 focus-visible:z-60 focus-visible:rounded-control focus-visible:bg-raised focus-visible:px-3 focus-visible:py-2 focus-visible:shadow-pop"
      >
        Skip to the page
      </a>
      <Sidebar {...props} />
      <Rail {...props} />
      <div className="flex min-w-0 flex-1 flex-col pb-14 lg:pb-0">
        <TopBar {...props} />
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[1280px] flex-1 px-4 pt-5 pb-8 outline-none lg:px-8">
          {props.children}
        </main>
      </div>
      <ShellNav items={props.nav} look="tabs" />
    </div>
  );
}
