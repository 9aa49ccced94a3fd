'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, Box, KeyRound, Moon, Server, Sun, Upload, Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../_client/trpc.tsx';
import { CommandPalette } from '../_components/command-palette.tsx';
import { setTheme } from '../_components/theme.ts';

/** Everything one can go to or do, by name. */
export function TeamPalette({ team, open, onOpenChange }: { team: string; open: boolean; onOpenChange(open: boolean): void }) {
  const trpc = useTRPC();
  const models = useQuery(trpc.models.names.queryOptions({ team }, { enabled: open }));
  const router = useRouter();
  const [query, setQuery] = useState('');
  const go = (path: string) => () => router.push(`/${team}${path}`);
  return (
    <CommandPalette
      open={open}
      onOpenChange={onOpenChange}
      query={query}
      onQueryChange={setQuery}
      placeholder="Search models, or jump to a page"
      {...(models.isLoading ? { busyText: 'Reading the names of your models' } : {})}
      groups={[
        {
          heading: 'Models',
          items: (models.data ?? []).map((model) => ({
            id: model.id,
            label: model.name,
            fact: model.activeVersion ? `v${model.activeVersion}` : model.status,
            icon: <Box className="size-4" strokeWidth={1.75} />,
            run: go(`/models/${model.name}`),
          })),
        },
        {
          heading: 'Go to',
          items: [
            { id: 'deploy', label: 'Deploy a model', icon: <Upload className="size-4" strokeWidth={1.75} />, shortcut: 'd', run: go('/models/deploy') },
            { id: 'models', label: 'Models', icon: <Box className="size-4" strokeWidth={1.75} />, shortcut: 'g m', run: go('/models') },
            { id: 'runs', label: 'Runs', icon: <Activity className="size-4" strokeWidth={1.75} />, shortcut: 'g r', run: go('/runs') },
            { id: 'workers', label: 'Workers', icon: <Server className="size-4" strokeWidth={1.75} />, shortcut: 'g w', run: go('/workers') },
            { id: 'keys', label: 'API keys', icon: <KeyRound className="size-4" strokeWidth={1.75} />, run: go('/settings/keys') },
            { id: 'members', label: 'Members', icon: <Users className="size-4" strokeWidth={1.75} />, run: go('/settings/members') },
          ],
        },
        {
          heading: 'Theme',
          items: [
            { id: 'light', label: 'Light theme', icon: <Sun className="size-4" strokeWidth={1.75} />, run: () => setTheme('light') },
            { id: 'dark', label: 'Dark theme', icon: <Moon className="size-4" strokeWidth={1.75} />, run: () => setTheme('dark') },
          ],
        },
      ]}
    />
  );
}
