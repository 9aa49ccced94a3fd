'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvocationView } from '../../../server/invocations/schema.ts';
import { problemOf } from '../../_client/problem-of.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { Card } from '../../_components/card.tsx';
import { DataTable } from '../../_components/data-table.tsx';
import type { DataColumn } from '../../_components/data-table-types.ts';
import { EmptyState } from '../../_components/empty-state.tsx';
import { ErrorPanel } from '../../_components/error-panel.tsx';
import { formatDuration } from '../../_components/format/format-duration.ts';
import { LinkButton } from '../../_components/link-button.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { useShortcut } from '../../_components/shortcuts.tsx';
import { RunStatus } from '../../_playground/run-status.tsx';
import { RunsFilters } from './runs-filters.tsx';
import { SPANS, useFilters, type Span } from './use-filters.ts';

const LIVE_MS = 2_000;
const PAGE = 50;

/** Runs, newest first, filtered as the address says; live unless turned off. */
export function RunsTable({ team, model }: { team: string; model?: string }) {
  const trpc = useTRPC();
  const filters = useFilters();
  const since = useSince(filters.span);
  const wanted = model ?? (filters.model === 'any' ? undefined : filters.model);
  const runs = useInfiniteQuery(
    trpc.invocations.list.infiniteQueryOptions(
      {
        team,
        model: wanted,
        status: filters.status === 'any' ? undefined : filters.status,
        by: filters.by === 'any' ? undefined : filters.by,
        since,
        limit: PAGE,
      },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData, refetchInterval: filters.live ? LIVE_MS : false },
    ),
  );
  useShortcut({ keys: 'l', label: 'Live on or off', group: 'Runs', run: () => filters.set({ live: filters.live ? 'off' : 'on' }) });
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <RunsFilters filters={filters} team={team} oneModel={model !== undefined} />
      {runs.error ? <ErrorPanel problem={problemOf(runs.error)} onRetry={() => void runs.refetch()} /> : null}
      <CompareBar team={team} selected={[...selected]} onClear={() => setSelected(new Set())} />
      <Card>
        <DataTable
          caption="Runs"
          columns={columnsOf(model !== undefined)}
          rows={rows}
          rowKey={(run) => run.id}
          rowHref={(run) => `/${team}/runs/${run.id}`}
          loading={runs.isPending}
          pageKeys
          selected={selected}
          onSelectedChange={setSelected}
          expansion={(run) => (run.error && run.status === 'failed' ? { tone: 'bad', content: run.error.message } : undefined)}
          empty={
            <EmptyState size="inline" title="No runs here">
              Run a model in its playground or by its API, or loosen the filters.
            </EmptyState>
          }
          footer={
            runs.hasNextPage ? (
              <Button size="sm" pending={runs.isFetchingNextPage} pendingLabel="Loading" onClick={() => void runs.fetchNextPage()}>
                Show older runs
              </Button>
            ) : undefined
          }
        />
      </Card>
    </>
  );
}

/** What can be done with ticked runs: two are compared. */
function CompareBar({ team, selected, onClear }: { team: string; selected: readonly string[]; onClear(): void }) {
  if (selected.length === 0) return null;
  const [a, b] = selected;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2" role="status">
      <span className="text-ink-2">{selected.length === 2 ? 'Two runs are ticked.' : `${selected.length} ticked: two can be compared.`}</span>
      {selected.length === 2 ? (
        <LinkButton size="sm" variant="primary" href={`/${team}/runs/compare?a=${a}&b=${b}`}>
          Compare
        </LinkButton>
      ) : null}
      <Button size="sm" variant="ghost" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}

// Counted back from when the page was opened, so that the question stays the same while it is open.
function useSince(span: Span): Date | undefined {
  const [openedAt] = useState(() => Date.now());
  return span === 'all' ? undefined : new Date(openedAt - SPANS[span]);
}

function columnsOf(oneModel: boolean): DataColumn<InvocationView>[] {
  const columns: DataColumn<InvocationView>[] = [
    { id: 'id', header: 'Run', cell: (run) => <RunName run={run} oneModel={oneModel} /> },
    { id: 'status', header: 'Status', cell: (run) => <RunStatus run={run} /> },
    { id: 'model', header: 'Model', className: 'max-sm:hidden', cell: (run) => <span className="font-medium">{run.model}</span> },
    { id: 'version', header: 'Version', className: 'max-lg:hidden', cell: (run) => `v${run.version}` },
    {
      id: 'by',
      header: 'By',
      className: 'max-lg:hidden',
      cell: (run) => <span className="text-ink-2">{run.createdBy.kind === 'key' ? `key ${run.createdBy.name}` : run.createdBy.name}</span>,
    },
    { id: 'queued', header: 'Queued', align: 'right', className: 'max-lg:hidden', cell: (run) => time(run.timings?.queuedMs) },
    { id: 'run', header: 'Run', align: 'right', className: 'max-lg:hidden', cell: (run) => time(run.timings?.runMs) },
    { id: 'total', header: 'Total', align: 'right', className: 'max-sm:hidden', cell: (run) => time(run.timings?.totalMs) },
    { id: 'when', header: 'When', align: 'right', className: 'whitespace-nowrap', cell: (run) => <RelativeTime at={run.createdAt} /> },
  ];
  return oneModel ? columns.filter((column) => column.id !== 'model') : columns;
}

// On a phone there is room for one name: the model's, where the list has several.
function RunName({ run, oneModel }: { run: InvocationView; oneModel: boolean }) {
  const id = <span className={oneModel ? 'font-mono text-meta' : 'font-mono text-meta max-sm:hidden'}>{run.id.slice(0, 17)}…</span>;
  if (oneModel) return id;
  return (
    <>
      {id}
      <span className="font-medium sm:hidden">{run.model}</span>
    </>
  );
}

function time(ms: number | undefined): string {
  return ms === undefined || ms === 0 ? '–' : formatDuration(ms);
}
