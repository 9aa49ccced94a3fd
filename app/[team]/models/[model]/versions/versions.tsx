'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../../../../server/format-bytes.ts';
import type { VersionView } from '../../../../../server/versions/schema.ts';
import { clientError } from '../../../../_client/client-error.ts';
import { problemOf } from '../../../../_client/problem-of.ts';
import { useTRPC } from '../../../../_client/trpc.tsx';
import { Badge } from '../../../../_components/badge.tsx';
import { Button } from '../../../../_components/button.tsx';
import { Card } from '../../../../_components/card.tsx';
import { ConfirmDialog } from '../../../../_components/confirm-dialog.tsx';
import { DataTable } from '../../../../_components/data-table.tsx';
import type { DataColumn } from '../../../../_components/data-table-types.ts';
import { EmptyState } from '../../../../_components/empty-state.tsx';
import { ErrorPanel } from '../../../../_components/error-panel.tsx';
import { IconButton } from '../../../../_components/icon-button.tsx';
import { Menu } from '../../../../_components/menu.tsx';
import { RelativeTime } from '../../../../_components/relative-time.tsx';
import { showToast } from '../../../../_components/show-toast.tsx';
import { useVersions } from '../use-versions.ts';
import { VersionStatus } from './version-status.tsx';

/** Every version, which one is active, and the ways to change that. */
export function Versions({ team, model }: { team: string; model: string }) {
  const versions = useVersions(team, model);
  const { activate, remove } = useVersionActions(team, model);
  const [doomed, setDoomed] = useState<VersionView | null>(null);
  const [differing, setDiffering] = useState<{ version: VersionView; changes: string[] } | null>(null);
  const noticed = useNoticed(team, model, versions.data?.find((version) => version.active)?.number);
  const onActivate = async (version: VersionView) => {
    const changes = await noticed(version);
    if (changes.length > 0) setDiffering({ version, changes });
    else activate.mutate({ team, model, version: version.number });
  };
  const columns = columnsOf({
    team,
    model,
    active: versions.data?.find((version) => version.active)?.number,
    onActivate: (version) => void onActivate(version),
    onDelete: setDoomed,
  });
  return (
    <>
      <Card>
        <DataTable
          caption={`Versions of ${model}`}
          columns={columns}
          rows={versions.data ?? []}
          rowKey={(version) => version.id}
          rowHref={(version) => `/${team}/models/${model}/versions/${version.number}`}
          loading={versions.isPending}
          density="tall"
          empty={
            <EmptyState size="inline" title="No version is left">
              Deploy one, or restore a deleted one below.
            </EmptyState>
          }
          pageKeys
        />
      </Card>
      {versions.error ? <ErrorPanel problem={problemOf(versions.error)} onRetry={() => void versions.refetch()} /> : null}
      <DeletedVersions team={team} model={model} />
      {differing ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setDiffering(null))}
          title={`Make ${model} v${differing.version.number} active?`}
          description={differing.changes.join(' ')}
          confirmLabel="Accept and make active"
          onConfirm={async () => {
            await activate.mutateAsync({ team, model, version: differing.version.number, acceptDifferences: true });
          }}
        />
      ) : null}
      {doomed ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setDoomed(null))}
          title={`Delete ${model} v${doomed.number}?`}
          description={`Its ${doomed.files.length === 1 ? 'file' : `${doomed.files.length} files`}, ${formatBytes(doomed.sizeBytes)}, go after 7 days. Runs keep their results but can't be run again. You can undo this for 7 days.`}
          confirmLabel="Delete version"
          danger
          onConfirm={async () => {
            await remove.mutateAsync({ team, model, version: doomed.number });
          }}
        />
      ) : null}
    </>
  );
}

/** What callers would notice of a version in place of the active one: broken calls, golden tests that differ; one sentence each. */
function useNoticed(team: string, model: string, active: number | undefined): (version: VersionView) => Promise<string[]> {
  const trpc = useTRPC();
  const client = useQueryClient();
  return async (version) => {
    const tests = differencesOf(version);
    if (active === undefined || active === version.number) return tests;
    const { changes } = await client.fetchQuery(trpc.versions.compare.queryOptions({ team, model, from: active, to: version.number }));
    const breaking = changes.filter((change) => change.breaking);
    const [first] = breaking;
    if (!first) return tests;
    const more = breaking.length > 1 ? ` ${breaking.length - 1} more: compare it with v${active}.` : '';
    return [`It would break callers: ${first.side} ${first.field}: ${first.message}${more}`, ...tests];
  };
}

function differencesOf(version: VersionView): string[] {
  const tests = version.tests ?? [];
  const failed = tests.filter((test) => !test.passed);
  if (failed.length === 0) return [];
  const first = failed[0]?.differences[0];
  const example = first ? ` In "${failed[0]?.name}", ${first.output || 'the run'}: ${first.message}.` : '';
  return [`${failed.length} of ${tests.length} golden tests give something else than before.${example} All of them are on the version's page.`];
}

function useVersionActions(team: string, model: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([client.invalidateQueries({ queryKey: trpc.versions.pathKey() }), client.invalidateQueries({ queryKey: trpc.models.pathKey() })]);
  const activate = useMutation(
    trpc.versions.activate.mutationOptions({
      onMutate: ({ version }) =>
        showToast({ id: 'activate', title: `Making ${model} v${version} active`, fact: 'It is loaded first wherever the one before it is.', tone: 'live' }),
      onSuccess: async (version) => {
        await refresh();
        showToast({ id: 'activate', title: `${model} v${version.number} is active`, fact: 'Callers that name no version get it from now on.' });
      },
      onError: (error) => showToast({ id: 'activate', title: clientError(error).message, tone: 'bad' }),
    }),
  );
  const remove = useMutation(
    trpc.versions.delete.mutationOptions({ onSuccess: refresh, onError: (error) => showToast({ title: clientError(error).message, tone: 'bad' }) }),
  );
  return { activate, remove };
}

interface Actions {
  team: string;
  model: string;
  active: number | undefined;
  onActivate(version: VersionView): void;
  onDelete(version: VersionView): void;
}

function columnsOf(actions: Actions): DataColumn<VersionView>[] {
  return [
    {
      id: 'number',
      header: 'Version',
      cell: (version) => (
        <span className="flex items-center gap-2">
          <span className="font-medium">v{version.number}</span>
          {version.active ? <Badge tone="active">active</Badge> : null}
        </span>
      ),
    },
    { id: 'status', header: 'Status', cell: (version) => <VersionStatus version={version} /> },
    {
      id: 'note',
      header: 'Note',
      className: 'max-lg:hidden',
      cell: (version) => <span className="line-clamp-1 text-ink-2">{version.error?.message ?? (version.note || '–')}</span>,
    },
    { id: 'size', header: 'Size', align: 'right', className: 'max-sm:hidden', cell: (version) => formatBytes(version.sizeBytes) },
    { id: 'opset', header: 'Opset', align: 'right', className: 'max-lg:hidden', cell: (version) => opsetOf(version) },
    {
      id: 'made',
      header: 'Deployed',
      align: 'right',
      className: 'max-sm:hidden',
      cell: (version) => (
        <span>
          <RelativeTime at={version.createdAt} /> <span className="text-ink-3 max-lg:hidden">by {version.createdBy.name}</span>
        </span>
      ),
    },
    {
      id: 'actions',
      header: '',
      align: 'right',
      interactive: true,
      className: 'sm:w-44',
      cell: (version) => <VersionActions version={version} actions={actions} />,
    },
  ];
}

function VersionActions({ version, actions }: { version: VersionView; actions: Actions }) {
  const { team, model } = actions;
  return (
    <span className="flex items-center justify-end gap-1">
      {version.status === 'ready' && !version.active ? (
        <Button size="sm" onClick={() => actions.onActivate(version)}>
          Make active
        </Button>
      ) : null}
      <Menu
        align="end"
        trigger={
          <IconButton label={`Actions for v${version.number}`} bare>
            <Ellipsis className="size-4" strokeWidth={1.75} />
          </IconButton>
        }
        items={[
          { label: 'Try it', href: `/${team}/models/${model}?version=${version.number}`, disabled: version.status !== 'ready' },
          ...(actions.active !== undefined && !version.active
            ? [
                {
                  label: `Compare with v${actions.active}`,
                  href: `/${team}/models/${encodeURIComponent(model)}/versions/compare?from=${actions.active}&to=${version.number}`,
                },
              ]
            : []),
          ...(version.deployment ? [{ label: 'Open the deployment', href: `/${team}/models/deploy?deployment=${version.deployment.id}` }] : []),
          'separator' as const,
          { label: 'Delete', danger: true, onSelect: () => actions.onDelete(version) },
        ]}
      />
    </span>
  );
}

function DeletedVersions({ team, model }: { team: string; model: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const deleted = useQuery(trpc.versions.list.queryOptions({ team, model, deleted: true }));
  const restore = useMutation(trpc.versions.restore.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.versions.pathKey() }) }));
  if (!deleted.data?.length) return null;
  return (
    <section className="mt-6" aria-label="Deleted versions">
      <h2 className="mb-2 text-meta text-ink-3">Deleted in the last 7 days</h2>
      <ul className="divide-y rounded-card border bg-surface">
        {deleted.data.map((version) => (
          <li key={version.id} className="flex items-center gap-3 px-4 py-2">
            <span className="font-medium">v{version.number}</span>
            <span className="text-ink-3">
              deleted <RelativeTime at={version.deletedAt ?? version.createdAt} />
            </span>
            <Button size="sm" className="ml-auto" onClick={() => restore.mutate({ team, model, version: version.number })}>
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function opsetOf(version: VersionView): string {
  const opset = version.signature?.graphs[0]?.opsets.find((item) => item.domain === '' || item.domain === 'ai.onnx');
  return opset ? String(opset.version) : '–';
}
