'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, Box, KeyRound, LogOut, Server, SlidersHorizontal, User } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import type { AccountView } from '../../server/accounts/get-account.ts';
import { formatNoun } from '../../server/format-count.ts';
import { leave } from '../(auth)/leave.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { AppShell } from '../_components/app-shell.tsx';
import { deferred, useFetchWhenIdle } from '../_components/deferred.ts';
import { useShortcut } from '../_components/shortcuts.tsx';
import { SideCard } from '../_components/side-card.tsx';

const teamPalette = deferred(async () => (await import('./team-palette.tsx')).TeamPalette);

const REFRESH_MS = 10_000;

/** The frame of every page of a team: where to go, which team, who, and how the workers do. */
export function TeamShell({ team, account, children }: { team: string; account: AccountView; children: ReactNode }) {
  const trpc = useTRPC();
  const [searching, setSearching] = useState(false);
  useFetchWhenIdle(teamPalette);
  function search() {
    teamPalette.fetch();
    setSearching(true);
  }
  const models = useQuery(trpc.models.count.queryOptions({ team }, { refetchInterval: REFRESH_MS }));
  useGoTo(team);
  useShortcut({ keys: 'mod+k', label: 'Search or jump to', group: 'Everywhere', run: search, inDialogs: false });
  return (
    <AppShell
      homeHref={`/${team}/models`}
      nav={[
        { href: `/${team}/models`, label: 'Models', icon: <Box className="size-4" strokeWidth={1.75} />, count: models.data },
        { href: `/${team}/runs`, label: 'Runs', icon: <Activity className="size-4" strokeWidth={1.75} /> },
        { href: `/${team}/workers`, label: 'Workers', icon: <Server className="size-4" strokeWidth={1.75} /> },
        { href: `/${team}/settings`, label: 'Settings', icon: <SlidersHorizontal className="size-4" strokeWidth={1.75} /> },
      ]}
      team={{ name: team, teams: account.teams.map(({ name }) => ({ name, href: `/${name}/models` })) }}
      account={{
        name: account.name,
        email: account.email,
        items: [
          { label: 'Account', icon: <User className="size-4" strokeWidth={1.75} />, href: '/account' },
          { label: 'API keys', icon: <KeyRound className="size-4" strokeWidth={1.75} />, href: `/${team}/settings/keys` },
          'separator',
          { label: 'Sign out', icon: <LogOut className="size-4" strokeWidth={1.75} />, onSelect: () => void leave() },
        ],
      }}
      onSearch={search}
      workers={<WorkersCard team={team} />}
    >
      {children}
      <teamPalette.Part team={team} open={searching} onOpenChange={setSearching} />
    </AppShell>
  );
}

function WorkersCard({ team }: { team: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workers.list.queryOptions({ team }, { refetchInterval: REFRESH_MS }));
  if (!data) return null;
  const alive = data.filter((worker) => worker.state !== 'lost');
  const used = alive.flatMap((worker) => worker.loaded).reduce((sum, version) => sum + version.memoryBytes, 0);
  const total = alive.reduce((sum, worker) => sum + (worker.info.budgetBytes ?? worker.info.memoryBytes), 0);
  const taking = alive.filter((worker) => worker.state === 'taking_work').length;
  const all = taking === alive.length ? (alive.length === 1 ? 'healthy' : 'all healthy') : `${taking === 0 ? 'none takes' : `${taking} take`} work`;
  const title = alive.length === 0 ? 'No worker takes work' : `${formatNoun(alive.length, 'worker')}, ${all}`;
  return <SideCard href={`/${team}/workers`} title={title} usedBytes={used} totalBytes={total} />;
}

/** `G` then a letter goes to a page, `D` deploys. */
function useGoTo(team: string): void {
  const router = useRouter();
  const group = 'Go to';
  useShortcut({ keys: 'g m', label: 'Models', group, run: () => router.push(`/${team}/models`) });
  useShortcut({ keys: 'g r', label: 'Runs', group, run: () => router.push(`/${team}/runs`) });
  useShortcut({ keys: 'g w', label: 'Workers', group, run: () => router.push(`/${team}/workers`) });
  useShortcut({ keys: 'g s', label: 'Settings', group, run: () => router.push(`/${team}/settings`) });
  useShortcut({ keys: 'd', label: 'Deploy', group: 'Everywhere', run: () => router.push(`/${team}/models/deploy`) });
}
