'use client';

import { useQuery } from '@tanstack/react-query';
import type { WorkerView } from '../../../server/workers/schema.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { EmptyState } from '../../_components/empty-state.tsx';
import { Facts } from '../../_components/facts.tsx';
import { formatBytes } from '../../_components/format/format-bytes.ts';
import { formatNoun } from '../../_components/format/format-count.ts';
import { MeterBar } from '../../_components/meter-bar.tsx';
import { PageHeader } from '../../_components/page-header.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Status } from '../../_components/status.tsx';

const REFRESH_MS = 2_000;

/** The processes that run models: how they are shut in, and what each has loaded. */
export function Workers({ team, initial }: { team: string; initial: WorkerView[] }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workers.list.queryOptions({ team }, { initialData: initial, refetchInterval: REFRESH_MS }));
  return (
    <>
      <PageHeader title="Workers" facts={formatNoun(data.length, 'worker')} />
      {data.length === 0 ? <EmptyState title="No worker runs">Runs wait until one does. “npm start” starts one beside the web server.</EmptyState> : null}
      <div className="flex flex-col gap-4">
        {data.map((worker) => (
          <WorkerCard key={worker.id} worker={worker} />
        ))}
      </div>
    </>
  );
}

function WorkerCard({ worker }: { worker: WorkerView }) {
  const { info, loaded } = worker;
  const used = loaded.reduce((sum, version) => sum + version.memoryBytes, 0);
  return (
    <Card>
      <CardHeader title={worker.name} fact={<WorkerStatus worker={worker} />} />
      <CardBody>
        <Facts
          items={[
            { label: 'Processor', value: `${info.devices[0]?.name ?? 'cpu'}, ${formatNoun(info.cores, 'core')}` },
            { label: 'Memory', value: `${formatBytes(used)} of ${formatBytes(info.memoryBytes)} in models` },
            { label: 'Sandbox', value: `${info.sandbox}, memory by ${info.memoryLimit}` },
            { label: 'Engine', value: `${info.engine}, Node ${info.node}` },
            { label: 'Started', value: <RelativeTime at={worker.startedAt} /> },
            { label: 'Heard of', value: <RelativeTime at={worker.heartbeatAt} /> },
          ]}
        />
        <div className="mt-4">
          <MeterBar
            label={`${formatBytes(used)} of ${formatBytes(info.memoryBytes)} taken by loaded versions`}
            total={info.memoryBytes}
            segments={loaded.map((version) => ({ label: nameOf(version), value: version.memoryBytes, loading: version.state === 'loading' }))}
          />
        </div>
        {loaded.length === 0 ? <p className="mt-3 text-ink-3">Nothing is loaded. A version is loaded by its first run.</p> : null}
        <ul className="mt-3 divide-y">
          {loaded.map((version) => (
            <li key={version.versionId} className="flex items-center gap-3 py-2">
              <span className="font-medium">{nameOf(version)}</span>
              <Status tone={version.state === 'loading' ? 'live' : 'ok'}>
                {version.state === 'loading' ? 'Loading' : version.state === 'busy' ? 'Running' : 'Warm'}
              </Status>
              <span className="ml-auto text-ink-2 tnum">{formatBytes(version.memoryBytes)}</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function WorkerStatus({ worker }: { worker: WorkerView }) {
  if (worker.state === 'lost') return <Status tone="bad">Lost</Status>;
  return worker.state === 'draining' ? <Status tone="off">Draining</Status> : <Status tone="ok">Taking work</Status>;
}

function nameOf(version: WorkerView['loaded'][number]): string {
  return version.model ? `${version.model} v${version.version}` : 'a model of another team';
}
