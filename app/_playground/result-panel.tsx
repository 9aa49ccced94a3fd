'use client';

import Link from 'next/link';
import type { InvocationView } from '../../server/invocations/schema.ts';
import { fromBody, problemOf } from '../_client/problem-of.ts';
import { Card, CardHeader } from '../_components/card.tsx';
import { ElapsedTime } from '../_components/elapsed-time.tsx';
import { EmptyState } from '../_components/empty-state.tsx';
import { ErrorPanel } from '../_components/error-panel.tsx';
import { formatDuration } from '../_components/format/format-duration.ts';
import { shortId } from '../_components/format/short-id.ts';
import { Waterfall } from '../_components/waterfall.tsx';
import { BeingWritten } from './being-written.tsx';
import { KeepRun } from './keep-run.tsx';
import { RunStatus } from './run-status.tsx';
import { timingRows } from './run-timing.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { useWritten } from './use-written.ts';
import { ValueView } from './value-view.tsx';

/** What came out of a run, how long each part took, or why it failed. */
export function ResultPanel(props: { team: string; run: InvocationView | undefined; signature: Signature; sending: boolean; problem: unknown }) {
  const { team, run, signature, sending, problem } = props;
  const written = useWritten(team, signature.generation && run ? run.id : null);
  return (
    <Card aria-label="Output">
      <CardHeader
        title="Output"
        fact={<span aria-live="polite">{sending && !run ? 'Sending' : run ? <RunStatus run={run} time /> : null}</span>}
        actions={
          run ? (
            <>
              <Link className="font-mono text-meta link" href={`/${team}/runs/${run.id}`}>
                {shortId(run.id)}
              </Link>
              {run.status === 'succeeded' ? <KeepRun team={team} id={run.id} /> : null}
            </>
          ) : undefined
        }
      />
      {problem ? <ErrorPanel problem={problemOf(problem)} /> : null}
      {run?.error && run.status !== 'canceled' ? <ErrorPanel problem={fromBody(run.error)} /> : null}
      {!run && !problem ? (
        <div className="p-6">
          <EmptyState size="inline" title={sending ? 'Sending the inputs' : 'Nothing has run yet'}>
            {sending ? 'They are stored before the run is queued.' : 'Fill in the inputs and press Run to see what the model makes of them.'}
          </EmptyState>
        </div>
      ) : null}
      {run && written && !run.outputs ? <BeingWritten written={written} /> : null}
      {run ? <NoOutputs run={run} /> : null}
      {run?.outputs ? (
        <div>
          {run.outputs.map((output) => (
            <ValueView key={`${run.id}/${output.position}`} owner={team} run={run} signature={signature} side="outputs" position={output.position} />
          ))}
        </div>
      ) : null}
      {run?.timings && run.timings.totalMs > 0 ? (
        <div className="border-t px-4 py-4">
          <div className="mb-2 flex justify-between">
            <span className="font-medium">Timing</span>
            <span className="text-ink-3">{formatDuration(run.timings.totalMs)} in all</span>
          </div>
          <Waterfall size="small" rows={timingRows(run.timings)} totalMs={run.timings.totalMs} label={`Where ${formatDuration(run.timings.totalMs)} went`} />
        </div>
      ) : null}
    </Card>
  );
}

// Every wait says how long it has been, and whoever stopped a run what became of it.
function NoOutputs({ run }: { run: InvocationView }) {
  if (run.status === 'canceled') return <p className="p-4 text-ink-2">{run.error?.message ?? 'Canceled.'} It has no outputs.</p>;
  if (run.status !== 'queued' && run.status !== 'running') return null;
  return (
    <p className="p-4 text-ink-2">
      <ElapsedTime key={run.id} since={run.startedAt ?? run.createdAt} className="tnum" />{' '}
      {run.status === 'running' ? 'in the runner so far.' : 'in the queue so far.'} You can leave this page: the run is kept.
    </p>
  );
}
