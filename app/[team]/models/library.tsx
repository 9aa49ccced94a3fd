'use client';

import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { LayoutGrid, List, Search, Upload } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useRef } from 'react';
import { formatNoun } from '../../../server/format-count.ts';
import type { ModelPage } from '../../../server/models/schema.ts';
import { problemOf } from '../../_client/problem-of.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { EmptyState } from '../../_components/empty-state.tsx';
import { ErrorPanel } from '../../_components/error-panel.tsx';
import { Input } from '../../_components/input.tsx';
import { LinkButton } from '../../_components/link-button.tsx';
import { PageHeader } from '../../_components/page-header.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Segmented } from '../../_components/segmented.tsx';
import { Select } from '../../_components/select.tsx';
import { ShowMore } from '../../_components/show-more.tsx';
import { useShortcut } from '../../_components/shortcuts.tsx';
import { FirstModel } from './first-model.tsx';
import { ModelCards } from './model-cards.tsx';
import { ModelTable } from './model-table.tsx';

type Sort = 'recent' | 'name' | 'runs' | 'size';
const REFRESH_MS = 5_000;

/** The team's models: searched, sorted and shown as the address says. */
export function Library({ team, initial }: { team: string; initial: ModelPage }) {
  const trpc = useTRPC();
  const view = useView();
  const searchBox = useRef<HTMLInputElement>(null);
  const plain = view.search === '' && view.sort === 'recent';
  const models = useInfiniteQuery(
    trpc.models.list.infiniteQueryOptions(
      { team, search: view.search, sort: view.sort },
      {
        initialData: plain ? { pages: [initial], pageParams: [null] } : undefined,
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        // The more is loaded, the more a refresh costs.
        refetchInterval: (query) => REFRESH_MS * (query.state.data?.pages.length ?? 1),
      },
    ),
  );
  useShortcut({ keys: '/', label: 'Search models', group: 'Models', run: () => searchBox.current?.focus() });
  const rows = rowsOf(models.data);
  const total = models.data?.pages.at(-1)?.total;
  if (plain && total === 0) return <FirstModel team={team} deleted={<DeletedModels team={team} />} />;
  return (
    <>
      <PageHeader
        title="Models"
        facts={formatNoun(total ?? 0, 'model')}
        actions={
          <LinkButton href={`/${team}/models/deploy`} variant="primary" icon={<Upload className="size-4" strokeWidth={1.75} />} shortcut="d">
            Deploy
          </LinkButton>
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <div className="w-full sm:w-72">
          <Input
            ref={searchBox}
            aria-label="Search models"
            placeholder="Search models"
            shortcut="/"
            icon={<Search className="size-4" strokeWidth={1.75} />}
            defaultValue={view.search}
            onChange={(event) => view.set({ q: event.target.value })}
          />
        </div>
        <div className="ml-auto flex items-center gap-2">
          <Select<Sort>
            label="Sort by"
            value={view.sort}
            onValueChange={(sort) => view.set({ sort })}
            options={[
              { value: 'recent', label: 'Last run' },
              { value: 'name', label: 'Name' },
              { value: 'runs', label: 'Runs' },
              { value: 'size', label: 'Size' },
            ]}
          />
          <Segmented<'cards' | 'list'>
            label="Show as"
            value={view.look}
            onValueChange={(look) => view.set({ look })}
            items={[
              { value: 'cards', label: 'Cards', icon: <LayoutGrid className="size-4" strokeWidth={1.75} /> },
              { value: 'list', label: 'List', icon: <List className="size-4" strokeWidth={1.75} /> },
            ]}
          />
        </div>
      </div>
      {models.error ? <ErrorPanel problem={problemOf(models.error)} onRetry={() => void models.refetch()} /> : null}
      {rows.length === 0 && !models.isPending ? (
        <EmptyState title={`No model matches “${view.search}”`}>Search looks at names and descriptions.</EmptyState>
      ) : null}
      {view.look === 'cards' ? <ModelCards team={team} models={rows} /> : <ModelTable team={team} models={rows} loading={models.isPending} />}
      {models.hasNextPage ? (
        <ShowMore pending={models.isFetchingNextPage} failed={models.isFetchNextPageError} onMore={() => void models.fetchNextPage()} />
      ) : null}
      <DeletedModels team={team} />
    </>
  );
}

// Between the fetching of two pages a model may have moved from the one to the other.
function rowsOf(data: { pages: ModelPage[] } | undefined): ModelPage['items'] {
  return [...new Map(data?.pages.flatMap(({ items }) => items).map((model) => [model.id, model])).values()];
}

function useView() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const sort = (['recent', 'name', 'runs', 'size'] as const).find((value) => value === params.get('sort')) ?? 'recent';
  return {
    search: params.get('q') ?? '',
    sort,
    look: params.get('look') === 'list' ? ('list' as const) : ('cards' as const),
    set(changes: { q?: string; sort?: string; look?: string }) {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value && value !== 'recent' && value !== 'cards') next.set(name, value);
        else next.delete(name);
      }
      router.replace(`${pathname}?${next}`, { scroll: false });
    },
  };
}

/** Models deleted in the last 7 days, each with a way back. */
function DeletedModels({ team }: { team: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const deleted = useInfiniteQuery(
    trpc.models.list.infiniteQueryOptions({ team, deleted: true, limit: 200 }, { getNextPageParam: (page) => page.nextCursor ?? undefined }),
  );
  const rows = rowsOf(deleted.data);
  const restore = useMutation(trpc.models.restore.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.models.pathKey() }) }));
  if (rows.length === 0) return null;
  return (
    <section className="mt-8" aria-label="Deleted models">
      <h2 className="mb-2 text-meta text-ink-3">Deleted in the last 7 days</h2>
      <ul className="divide-y rounded-card border bg-surface">
        {rows.map((model) => (
          <li key={model.id} className="flex items-center gap-3 px-4 py-2">
            <span className="font-medium">{model.name}</span>
            <span className="text-ink-3">
              deleted <RelativeTime at={model.deletedAt ?? model.createdAt} />
            </span>
            <Button
              size="sm"
              className="ml-auto"
              pending={restore.isPending && restore.variables.id === model.id}
              onClick={() => restore.mutate({ team, id: model.id })}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
      {deleted.hasNextPage ? (
        <Button size="sm" className="mt-2" pending={deleted.isFetchingNextPage} pendingLabel="Loading" onClick={() => void deleted.fetchNextPage()}>
          Show more deleted
        </Button>
      ) : null}
      {restore.error ? <ErrorPanel problem={problemOf(restore.error)} /> : null}
    </section>
  );
}
