'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Role } from '../../../../server/access/schema.ts';
import type { ApiKeyView } from '../../../../server/api-keys/schema.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Card } from '../../../_components/card.tsx';
import { ConfirmDialog } from '../../../_components/confirm-dialog.tsx';
import { DataTable } from '../../../_components/data-table.tsx';
import type { DataColumn } from '../../../_components/data-table-types.ts';
import { EmptyState } from '../../../_components/empty-state.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import { CreateKey } from './create-key.tsx';

/** The team's keys: what each is for, how it was last used, and the way to end it. */
export function ApiKeys({ team, role }: { team: string; role: Role }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const keys = useQuery(trpc.apiKeys.list.queryOptions({ team }));
  const revoke = useMutation(trpc.apiKeys.revoke.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.apiKeys.pathKey() }) }));
  const [doomed, setDoomed] = useState<ApiKeyView | null>(null);
  const [creating, setCreating] = useState(false);
  return (
    <>
      <div className="mb-3 flex items-center gap-4">
        <p className="text-ink-2">A key belongs to the team and calls the API as “Authorization: Bearer mk_…”.</p>
        <Button variant="primary" className="ml-auto" icon={<Plus className="size-4" strokeWidth={1.75} />} onClick={() => setCreating(true)}>
          Create key
        </Button>
      </div>
      {keys.error ? <ErrorPanel problem={problemOf(keys.error)} onRetry={() => void keys.refetch()} /> : null}
      <Card>
        <DataTable
          caption="API keys"
          columns={columnsOf(setDoomed)}
          rows={keys.data ?? []}
          rowKey={(key) => key.id}
          loading={keys.isPending}
          empty={
            <EmptyState size="inline" title="No keys">
              Create one to call models from code.
            </EmptyState>
          }
        />
      </Card>
      <CreateKey team={team} role={role} open={creating} onOpenChange={setCreating} />
      {doomed ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setDoomed(null))}
          title={`Revoke ${doomed.name}?`}
          description="Calls with it are refused at once. This cannot be undone."
          confirmLabel="Revoke key"
          pendingLabel="Revoking"
          danger
          onConfirm={async () => {
            await revoke.mutateAsync({ team, key: doomed.id });
          }}
        />
      ) : null}
    </>
  );
}

function columnsOf(onRevoke: (key: ApiKeyView) => void): DataColumn<ApiKeyView>[] {
  return [
    { id: 'name', header: 'Name', cell: (key) => <span className="font-medium">{key.name}</span> },
    { id: 'prefix', header: 'Begins with', className: 'max-lg:hidden', cell: (key) => <span className="font-mono text-meta">{key.prefix.slice(0, 16)}…</span> },
    { id: 'role', header: 'Role', className: 'max-sm:hidden', cell: (key) => key.role },
    { id: 'by', header: 'Created', className: 'max-lg:hidden', cell: (key) => <CreatedBy apiKey={key} /> },
    { id: 'used', header: 'Last used', cell: (key) => (key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : 'never') },
    {
      id: 'actions',
      header: '',
      align: 'right',
      interactive: true,
      cell: (key) => (
        <Button size="sm" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
          Revoke
        </Button>
      ),
    },
  ];
}

function CreatedBy({ apiKey }: { apiKey: ApiKeyView }) {
  return (
    <span className="text-ink-2">
      <RelativeTime at={apiKey.createdAt} />
      {apiKey.createdBy ? ` by ${apiKey.createdBy}` : ''}
    </span>
  );
}
