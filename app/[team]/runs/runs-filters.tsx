'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { INVOCATION_STATUSES, type InvocationStatus } from '../../../server/invocations/schema.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Select } from '../../_components/select.tsx';
import { Switch } from '../../_components/switch.tsx';
import type { Span, useFilters } from './use-filters.ts';

/** Which runs: by status, model, who, and time; and whether the table follows. */
export function RunsFilters({ filters, team, oneModel }: { filters: ReturnType<typeof useFilters>; team: string; oneModel: boolean }) {
  const who = useWho(team);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Select<InvocationStatus | 'any'>
        label="Status"
        prefix="Status"
        value={filters.status}
        onValueChange={(status) => filters.set({ status })}
        options={[
          { value: 'any', label: 'Any' },
          ...INVOCATION_STATUSES.map((status) => ({ value: status, label: status[0]?.toUpperCase() + status.slice(1) })),
        ]}
      />
      {oneModel ? null : <ModelFilter team={team} model={filters.model} onChange={(model) => filters.set({ model })} />}
      <Select label="Who" prefix="Who" value={filters.by} onValueChange={(by) => filters.set({ by })} options={[{ value: 'any', label: 'Anyone' }, ...who]} />
      <Select<Span>
        label="Time"
        prefix="Time"
        value={filters.span}
        onValueChange={(span) => filters.set({ span })}
        options={[
          { value: 'all', label: 'All kept' },
          { value: 'hour', label: 'Last hour' },
          { value: 'day', label: 'Last 24 hours' },
          { value: 'week', label: 'Last 7 days' },
        ]}
      />
      <span className="ml-auto">
        <Switch checked={filters.live} onCheckedChange={(on) => filters.set({ live: on ? 'on' : 'off' })} label="Live" />
      </span>
    </div>
  );
}

// There may be many models: they are asked for once somebody looks at them.
function ModelFilter({ team, model, onChange }: { team: string; model: string; onChange: (model: string) => void }) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const known = model === 'any' ? [] : [model];
  const names = useQuery(trpc.models.names.queryOptions({ team }, { enabled: asked })).data?.map(({ name }) => name) ?? known;
  return (
    <Select
      label="Model"
      prefix="Model"
      value={model}
      onValueChange={onChange}
      onOpenChange={() => setAsked(true)}
      options={[{ value: 'any', label: 'Any' }, ...names.map((name) => ({ value: name, label: name }))]}
    />
  );
}

function useWho(team: string): { value: string; label: string }[] {
  const trpc = useTRPC();
  const members = useQuery(trpc.teams.members.queryOptions({ team }, { staleTime: 60_000 }));
  const keys = useQuery(trpc.apiKeys.list.queryOptions({ team }, { staleTime: 60_000, retry: false }));
  return [
    ...(members.data ?? []).map((member) => ({ value: member.id, label: member.name || member.email })),
    ...(keys.data ?? []).map((key) => ({ value: key.id, label: `key ${key.name}` })),
  ];
}
