'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { InvocationComparison, InvocationView } from '../../../../server/invocations/schema.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Card, CardBody, CardHeader } from '../../../_components/card.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { fromBody } from '../../../_client/problem-of.ts';
import { formatDuration } from '../../../_components/format/format-duration.ts';
import { shortId } from '../../../_components/format/short-id.ts';
import { PageHeader } from '../../../_components/page-header.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import { Skeleton } from '../../../_components/skeleton.tsx';
import { Status } from '../../../_components/status.tsx';
import { RunStatus } from '../../../_playground/run-status.tsx';
import { ValueView } from '../../../_playground/value-view.tsx';

interface CompareRunsProps {
  team: string;
  first: InvocationView;
  second: InvocationView;
}

/** Two runs beside each other, the earlier one left: what differs in words, then all of both. */
export function CompareRuns({ team, first, second }: CompareRunsProps) {
  const trpc = useTRPC();
  const compared = useQuery(trpc.invocations.compare.queryOptions({ team, ids: [first.id, second.id] }));
  return (
    <>
      <PageHeader title="Compare runs" crumbs={[{ label: 'Runs', href: `/${team}/runs` }, { label: 'Compare' }]} />
      <div className="flex flex-col gap-4">
        <Card aria-label="What differs">
          <CardHeader title="What differs" fact={timesOf(first, second)} />
          <CardBody>
            {compared.isPending ? <Skeleton className="h-10 w-full" /> : null}
            {compared.error ? <ErrorPanel problem={problemOf(compared.error)} onRetry={() => void compared.refetch()} /> : null}
            {compared.data ? <Differences comparison={compared.data} /> : null}
          </CardBody>
        </Card>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          {[first, second].map((run) => (
            <RunColumn key={run.id} team={team} run={run} />
          ))}
        </div>
      </div>
    </>
  );
}

function Differences({ comparison }: { comparison: InvocationComparison }) {
  const sides = [
    { title: 'Inputs', values: comparison.inputs },
    { title: 'Outputs', values: comparison.outputs },
  ].filter(({ values }) => values.length > 0);
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[6rem_minmax(0,1fr)]">
      {sides.map(({ title, values }) => (
        <div key={title} className="contents">
          <dt className="text-ink-3">{title}</dt>
          <dd className="flex min-w-0 flex-col gap-1">
            {values.every(({ difference }) => difference === null) ? (
              <Status tone="ok">the same</Status>
            ) : (
              values.map(({ name, difference }) => (
                <p key={name} className="wrap-anywhere">
                  <span className="font-mono">{name}</span>: {difference ?? 'the same'}
                </p>
              ))
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function RunColumn({ team, run }: { team: string; run: InvocationView }) {
  const trpc = useTRPC();
  const version = useQuery(trpc.versions.get.queryOptions({ team, model: run.model, version: run.version }, { staleTime: Infinity, retry: false }));
  const signature = version.data?.signature ?? null;
  return (
    <Card aria-label={`Run ${run.id}`}>
      <CardHeader
        title={
          <span>
            {run.model} v{run.version}
          </span>
        }
        fact={<RelativeTime at={run.createdAt} />}
        actions={
          <Link className="font-mono text-meta link" href={`/${team}/runs/${run.id}`}>
            {shortId(run.id)}
          </Link>
        }
      />
      <p className="border-b px-4 py-2.5">
        <RunStatus run={run} time />
      </p>
      {run.error ? <ErrorPanel problem={fromBody(run.error)} /> : null}
      {(['outputs', 'inputs'] as const).map((side) => (
        <section key={side}>
          <h3 className="px-4 pt-4 text-meta text-ink-3">{side === 'outputs' ? 'What came out' : 'What went in'}</h3>
          {(run[side] ?? []).map(({ position }) => (
            <ValueView key={position} owner={team} run={run} signature={signature} side={side} position={position} of={shortId(run.id)} />
          ))}
        </section>
      ))}
    </Card>
  );
}

function timesOf(first: InvocationView, second: InvocationView): string | undefined {
  if (!first.timings || !second.timings) return undefined;
  return `${formatDuration(first.timings.totalMs)} and ${formatDuration(second.timings.totalMs)} in all`;
}
