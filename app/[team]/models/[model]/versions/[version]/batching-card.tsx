import { formatCount } from '../../../../../../server/format-count.ts';
import type { BatchProfile, VersionSettings } from '../../../../../../server/versions/schema.ts';
import { Badge } from '../../../../../_components/badge.tsx';
import { Card, CardBody, CardFooter, CardHeader } from '../../../../../_components/card.tsx';
import { classNames } from '../../../../../_components/class-names.ts';
import { formatDuration } from '../../../../../_components/format/format-duration.ts';

const cell = 'px-4 py-2 font-normal';

/** What was measured at deploy for each size of batch, which size runs, and why. */
export function BatchingCard({ batching, settings }: { batching: BatchProfile; settings: VersionSettings }) {
  const single = batching.sizes.find(({ size }) => size === 1);
  const runs = batching.batchable ? (settings.maxBatch ?? batching.chosen) : 1;
  return (
    <Card>
      <CardHeader title="Batching" fact={runs > 1 ? `up to ${runs} runs in one call` : 'one run in a call'} />
      {batching.sizes.length > 0 ? (
        <table className="w-full text-right tnum">
          <caption className="sr-only">Time of one call and throughput for each size of batch, measured at deploy</caption>
          <thead>
            <tr className="border-b text-meta text-ink-3">
              <th scope="col" className={classNames(cell, 'text-left')}>
                Runs in a call
              </th>
              <th scope="col" className={classNames(cell, 'text-right')}>
                Per call
              </th>
              <th scope="col" className={classNames(cell, 'text-right')}>
                Runs/s
              </th>
              <th scope="col" className={classNames(cell, 'text-right')}>
                Gain
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {batching.sizes.map(({ size, runMs }) => (
              <tr key={size} className={size === batching.chosen ? 'font-medium' : 'text-ink-2'}>
                <th scope="row" className={'px-4 py-2 text-left font-[inherit]'}>
                  <span className="inline-flex items-center gap-2">
                    {size}
                    {size === batching.chosen ? <Badge>chosen</Badge> : null}
                  </span>
                </th>
                <td className="px-4 py-2">{formatDuration(runMs)}</td>
                <td className="px-4 py-2">{formatCount(Math.round((size * 1000) / runMs))}</td>
                <td className="px-4 py-2">{size === 1 || !single ? '–' : `${((single.runMs * size) / runMs).toFixed(1)} ×`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <CardBody>Nothing was measured.</CardBody>
      )}
      <CardFooter className="flex-col items-start">
        <span>{sentence(batching.reason)}</span>
        <span>
          Measured at deploy on made-up inputs with {batching.threads} {batching.threads === 1 ? 'thread' : 'threads'}.
        </span>
      </CardFooter>
    </Card>
  );
}

function sentence(reason: string): string {
  return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`;
}
