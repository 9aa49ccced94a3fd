'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { formatNoun } from '../../../../server/format-count.ts';
import type { InvocationView } from '../../../../server/invocations/schema.ts';
import { clientError } from '../../../_client/client-error.ts';
import { fromBody } from '../../../_client/problem-of.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../../_components/card.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Facts } from '../../../_components/facts.tsx';
import { formatDuration } from '../../../_components/format/format-duration.ts';
import { shortId } from '../../../_components/format/short-id.ts';
import { PageHeader } from '../../../_components/page-header.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import { showToast } from '../../../_components/show-toast.tsx';
import { useShortcut } from '../../../_components/shortcuts.tsx';
import { Waterfall } from '../../../_components/waterfall.tsx';
import { RunStatus } from '../../../_playground/run-status.tsx';
import { timingRows } from '../../../_playground/run-timing.ts';
import { ValueView } from '../../../_playground/value-view.tsx';
import { isOpen } from '../../../_playground/use-run.ts';
import { RunLog } from './run-log.tsx';

const POLL_MS = 300;

/** One run as a timeline: what went in, where the time went, what came out. */
export function RunPage({ team, initial }: { team: string; initial: InvocationView }) {
  const trpc = useTRPC();
  const { data: run } = useQuery(
    trpc.invocations.get.queryOptions(
      { team, id: initial.id },
      { initialData: initial, refetchInterval: (query) => (isOpen(query.state.data) ? POLL_MS : false) },
    ),
  );
  return (
    <>
      <PageHeader
        title={`Run of ${run.model}`}
        crumbs={[{ label: 'Runs', href: `/${team}/runs` }, { label: shortId(run.id) }]}
        beside={<RunStatus run={run} time />}
        actions={<RunActions team={team} run={run} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_272px]">
        <div className="flex min-w-0 flex-col gap-4">
          {run.error && run.status !== 'canceled' ? (
            <Card>
              <ErrorPanel problem={fromBody(run.error)} />
            </Card>
          ) : null}
          {run.error && run.status === 'canceled' ? (
            <Card>
              <CardBody>
                <p>{run.error.message}</p>
                <p className="text-ink-2">{run.startedAt ? 'It was stopped while it ran, so it has no outputs.' : 'It had not started.'}</p>
              </CardBody>
            </Card>
          ) : null}
          {run.timings && run.timings.totalMs > 0 ? (
            <Card>
              <CardHeader title="Timeline" fact={`${formatDuration(run.timings.totalMs)} in all`} />
              <CardBody>
                <Waterfall rows={timingRows(run.timings)} totalMs={run.timings.totalMs} label={`Where ${formatDuration(run.timings.totalMs)} went`} />
              </CardBody>
            </Card>
          ) : null}
          {run.outputs ? <Tensors team={team} run={run} side="outputs" title="Outputs" /> : null}
          <Tensors team={team} run={run} side="inputs" title="Inputs" />
          <RunLog team={team} run={run} />
        </div>
        <RunFacts team={team} run={run} />
      </div>
    </>
  );
}

function Tensors({ team, run, side, title }: { team: string; run: InvocationView; side: 'inputs' | 'outputs'; title: string }) {
  const trpc = useTRPC();
  const version = useQuery(trpc.versions.get.queryOptions({ team, model: run.model, version: run.version }, { staleTime: Infinity }));
  const tensors = run[side] ?? [];
  return (
    <Card>
      <CardHeader title={title} fact={String(tensors.length)} />
      {tensors.map((tensor) => (
        <ValueView key={tensor.position} owner={team} run={run} signature={version.data?.signature ?? null} side={side} position={tensor.position} />
      ))}
    </Card>
  );
}

function RunFacts({ team, run }: { team: string; run: InvocationView }) {
  return (
    <Card>
      <CardHeader title="About this run" />
      <CardBody>
        <Facts
          layout="list"
          items={[
            {
              label: 'Run',
              value: (
                <span className="flex items-center gap-1 font-mono text-meta wrap-anywhere">
                  {run.id} <CopyButton iconOnly label="Copy the id" value={run.id} />
                </span>
              ),
            },
            {
              label: 'Model',
              value: (
                <Link className="link" href={`/${team}/models/${run.model}`}>
                  {run.model} v{run.version}
                </Link>
              ),
            },
            { label: 'By', value: run.createdBy.kind === 'key' ? `key ${run.createdBy.name}` : run.createdBy.name },
            { label: 'Through', value: run.source === 'app' ? 'playground' : run.source },
            { label: 'Created', value: <RelativeTime at={run.createdAt} /> },
            ...(run.endedAt ? [{ label: 'Ended', value: <RelativeTime at={run.endedAt} /> }] : []),
            { label: 'Worker', value: run.worker ?? '–' },
            { label: 'Device', value: run.device ?? '–' },
            ...((run.timings?.batchSize ?? 1) > 1 ? [{ label: 'Batch', value: formatNoun(run.timings?.batchSize ?? 1, 'run') }] : []),
            ...(run.priority ? [{ label: 'Priority', value: String(run.priority) }] : []),
            ...(run.deadlineAt ? [{ label: 'Deadline', value: <RelativeTime at={run.deadlineAt} /> }] : []),
            { label: 'Attempts', value: String(run.attempts) },
          ]}
        />
      </CardBody>
    </Card>
  );
}

function RunActions({ team, run }: { team: string; run: InvocationView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const onError = (error: unknown) => showToast({ title: clientError(error).message, tone: 'bad' });
  const cancel = useMutation(trpc.invocations.cancel.mutationOptions({ onError }));
  const again = useMutation(trpc.invocations.rerun.mutationOptions({ onSuccess: ({ id }) => router.push(`/${team}/runs/${id}`), onError }));
  useShortcut({ keys: 'r', label: 'Run again', group: 'Run', run: () => again.mutate({ team, id: run.id }) }, !isOpen(run));
  if (isOpen(run)) {
    return (
      <Button pending={cancel.isPending} pendingLabel="Canceling" onClick={() => cancel.mutate({ team, id: run.id })}>
        Cancel
      </Button>
    );
  }
  return (
    <Button shortcut="r" pending={again.isPending} pendingLabel="Starting" onClick={() => again.mutate({ team, id: run.id })}>
      Run again
    </Button>
  );
}
