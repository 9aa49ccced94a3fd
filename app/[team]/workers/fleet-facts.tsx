import type { ReactNode } from 'react';
import { formatBytes } from '../../../server/format-bytes.ts';
import { formatCount } from '../../../server/format-count.ts';
import type { QueueView, WorkerView } from '../../../server/workers/schema.ts';
import { Card } from '../../_components/card.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';

/** The whole installation in four figures: the workers that are heard of, and what they have loaded. */
export function FleetFacts({ workers, loaded, queue }: { workers: WorkerView[]; loaded: WorkerView['loaded']; queue: QueueView }) {
  const sum = (of: (item: (typeof loaded)[number]) => number) => loaded.reduce((total, item) => total + of(item), 0);
  const budget = workers.reduce((total, worker) => total + (worker.info.budgetBytes ?? worker.info.memoryBytes), 0);
  // What a worker has claimed and not begun waits as well.
  const queued = queue.waiting + sum((item) => item.waiting);
  const open = queue.circuits.length;
  return (
    <Card>
      <dl className="grid grid-cols-2 lg:grid-cols-4 lg:divide-x max-lg:[&>*:nth-child(-n+2)]:border-b max-lg:[&>*:nth-child(odd)]:border-r">
        <Figure label="Queued now" value={formatCount(queued)}>
          {queue.oldestAt ? (
            <>
              oldest <RelativeTime at={queue.oldestAt} />
              {queue.versions.length === 1 ? `, all ${queue.versions[0]?.model}` : ''}
            </>
          ) : null}
          {queue.waitingElsewhere > 0 ? `${queue.oldestAt ? '; ' : ''}${formatCount(queue.waitingElsewhere)} of other teams` : null}
        </Figure>
        <Figure label="At work" value={formatCount(sum((item) => item.busy))}>
          of {formatCount(sum((item) => item.instances))} runners
        </Figure>
        <Figure label="Memory" value={formatBytes(sum((item) => item.memoryBytes))}>
          of {formatBytes(budget)} allowed
        </Figure>
        <Figure label="Open circuits" value={formatCount(open)}>
          {open === 0 ? 'every version takes runs' : 'see why below'}
        </Figure>
      </dl>
    </Card>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-5 py-3">
      <dt className="text-meta text-ink-3">{label}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2 tnum">
        <span className="text-head font-semibold">{value}</span>
        <span className="text-meta text-ink-3">{children}</span>
      </dd>
    </div>
  );
}
