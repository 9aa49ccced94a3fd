'use client';

import { useQuery } from '@tanstack/react-query';
import type { InvocationView } from '../../server/invocations/schema.ts';
import Link from 'next/link';
import { useTRPC } from '../_client/trpc.tsx';
import { classNames } from '../_components/class-names.ts';
import { formatDuration } from '../_components/format/format-duration.ts';
import { Mark, type MarkShape } from '../_components/mark.tsx';
import { RelativeTime } from '../_components/relative-time.tsx';
import { useInvocation } from './use-run.ts';

const SHAPES: Record<InvocationView['status'], MarkShape> = {
  queued: 'dotted',
  running: 'live',
  succeeded: 'ok',
  failed: 'bad',
  canceled: 'off',
  expired: 'off',
};
const SHOWN = 12;

/** My last runs of this model; choosing one shows it again. */
export function RecentRuns({ team, model, shown, onShow }: { team: string; model: string; shown: string | null; onShow(id: string): void }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.accounts.me.queryOptions(undefined, { staleTime: Infinity }));
  const runs = useQuery(
    trpc.invocations.list.queryOptions({ team, model, by: me.data?.id, limit: SHOWN }, { enabled: Boolean(me.data), refetchInterval: 3_000 }),
  );
  const current = useInvocation(team, shown).data;
  if (!runs.data?.items.length) return null;
  // The one on the screen is known sooner than the list is read again.
  const items = runs.data.items.map((run) => (run.id === current?.id ? current : run));
  const previous = shown ? items[items.findIndex(({ id }) => id === shown) + 1] : undefined;
  return (
    <section aria-label="Your runs" className="my-4 flex items-center gap-3">
      <h2 className="shrink-0 text-meta text-ink-3">Your runs</h2>
      {previous && shown ? (
        <Link className="shrink-0 text-meta link" href={`/${team}/runs/compare?a=${previous.id}&b=${shown}`}>
          Compare with the one before
        </Link>
      ) : null}
      <ul className="flex scroll-thin gap-2 overflow-x-auto p-1">
        {items.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              aria-pressed={run.id === shown}
              onClick={() => onShow(run.id)}
              className={classNames(
                'flex items-center gap-2 rounded-control border bg-surface px-3 py-1.5 text-left hover:border-line-2 focus-visible:focus-ring',
                run.id === shown && 'border-ink',
              )}
            >
              <Mark shape={SHAPES[run.status]} />
              <span className="whitespace-nowrap">
                <span className="block tnum">{run.timings && run.status === 'succeeded' ? formatDuration(run.timings.totalMs) : run.status}</span>
                <span className="block text-meta text-ink-3">
                  <RelativeTime at={run.createdAt} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
