'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { SignatureChange } from '../../../../../../server/signatures/signature-change.ts';
import type { VersionComparison } from '../../../../../../server/versions/schema.ts';
import { problemOf } from '../../../../../_client/problem-of.ts';
import { useTRPC } from '../../../../../_client/trpc.tsx';
import { Card, CardBody, CardHeader } from '../../../../../_components/card.tsx';
import { EmptyState } from '../../../../../_components/empty-state.tsx';
import { ErrorPanel } from '../../../../../_components/error-panel.tsx';
import { Select } from '../../../../../_components/select.tsx';
import { Skeleton } from '../../../../../_components/skeleton.tsx';
import { Status } from '../../../../../_components/status.tsx';
import { figureRows, type FigureRow } from './figure-rows.ts';

interface ComparePageProps {
  team: string;
  model: string;
  numbers: number[];
  from: number | undefined;
  to: number | undefined;
}

/** Two versions beside each other: what callers would notice, and every figure of both. */
export function ComparePage({ team, model, numbers, from, to }: ComparePageProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const both = from !== undefined && to !== undefined && from !== to;
  const found = useQuery(trpc.versions.compare.queryOptions({ team, model, from: from ?? 0, to: to ?? 0 }, { enabled: both }));
  const options = numbers.map((number) => ({ value: String(number), label: `v${number}` }));
  const go = (next: { from?: string; to?: string }) =>
    router.replace(`/${team}/models/${encodeURIComponent(model)}/versions/compare?from=${next.from ?? from}&to=${next.to ?? to}`);
  if (!both && numbers.length < 2) {
    return (
      <Card className="p-6">
        <EmptyState size="inline" title="There is one version">
          Deploy another to see what it changes.
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h2 className="text-head font-semibold">Compare</h2>
        <Select label="From" value={String(from)} onValueChange={(value) => go({ from: value })} options={options} />
        <span className="text-ink-3">with</span>
        <Select label="To" value={String(to)} onValueChange={(value) => go({ to: value })} options={options} />
      </div>
      {!both ? <p className="text-ink-2">Choose two different versions.</p> : null}
      {found.error ? <ErrorPanel problem={problemOf(found.error)} onRetry={() => void found.refetch()} /> : null}
      {both && found.isPending ? <Skeleton className="h-64 w-full" /> : null}
      {both && found.data ? (
        <div className="flex flex-col gap-4">
          <Changes comparison={found.data} />
          <Figures comparison={found.data} />
          <Golden comparison={found.data} />
        </div>
      ) : null}
    </>
  );
}

function Changes({ comparison: { from, to, changes, breaking } }: { comparison: VersionComparison }) {
  return (
    <Card aria-label="What callers notice">
      <CardHeader title="What callers notice" fact={`v${to.number} in place of v${from.number}`} />
      <CardBody>
        <Status tone={breaking ? 'bad' : 'ok'}>
          {breaking
            ? 'Calls that worked would fail, or answers would be read wrongly.'
            : changes.length > 0
              ? 'Calls go on working.'
              : 'It takes and gives the same.'}
        </Status>
        {changes.length > 0 ? (
          <ul className="mt-3 divide-y border-t">
            {changes.map((change) => (
              <ChangeLine key={`${change.side} ${change.field} ${change.message}`} change={change} />
            ))}
          </ul>
        ) : null}
      </CardBody>
    </Card>
  );
}

function ChangeLine({ change }: { change: SignatureChange }) {
  return (
    <li className="grid gap-x-4 gap-y-0.5 py-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_auto]">
      <span className="min-w-0 truncate">
        <span className="text-ink-3">{change.side}</span> {change.side === 'task' ? null : <span className="font-mono">{change.field}</span>}
      </span>
      <span className="min-w-0 wrap-anywhere">{change.message}</span>
      <span className="text-meta">{change.breaking ? <Status tone="bad">breaks callers</Status> : <span className="text-ink-3">safe</span>}</span>
    </li>
  );
}

function Figures({ comparison }: { comparison: VersionComparison }) {
  const { from, to } = comparison;
  return (
    <Card aria-label="Figures">
      <div className="overflow-x-auto">
        <table className="w-full min-w-100 text-left">
          <caption className="sr-only">Figures of both versions</caption>
          <thead>
            <tr className="border-b text-meta text-ink-3">
              <th scope="col" className="px-4 py-2 font-normal">
                Figure
              </th>
              {[from, to].map((version) => (
                <th key={version.number} scope="col" className="px-4 py-2 font-normal">
                  v{version.number}
                  {version.active ? ' active' : ''}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {figureRows(from, to).map((row) => (
              <Figure key={row.what} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Figure({ row }: { row: FigureRow }) {
  return (
    <tr>
      <th scope="row" className="px-4 py-2 font-normal text-ink-2">
        {row.what}
      </th>
      <td className="px-4 py-2 tnum">{row.from}</td>
      <td className={row.from === row.to ? 'px-4 py-2 tnum' : 'px-4 py-2 font-medium tnum'}>
        {row.to} {row.change ? <span className="font-normal text-ink-3">{row.change}</span> : null}
      </td>
    </tr>
  );
}

function Golden({ comparison: { to } }: { comparison: VersionComparison }) {
  if (!to.tests?.length) return null;
  return (
    <Card aria-label="Golden tests">
      <CardHeader title={`Golden tests of v${to.number}`} />
      <ul className="divide-y">
        {to.tests.map((test) => (
          <li key={test.example} className="px-4 py-3">
            <Status tone={test.passed ? 'ok' : 'bad'}>{test.name}</Status>
            {test.differences.map(({ output, message }) => (
              <p key={output} className="mt-1 wrap-anywhere text-ink-2">
                {output ? `${output}: ` : ''}
                {message}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}
