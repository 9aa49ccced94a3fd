'use client';

import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../../server/access/schema.ts';
import { formatNoun } from '../../../server/format-count.ts';
import type { QueueView, WorkerView } from '../../../server/workers/schema.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Card } from '../../_components/card.tsx';
import { EmptyState } from '../../_components/empty-state.tsx';
import { PageHeader } from '../../_components/page-header.tsx';
import { FleetFacts } from './fleet-facts.tsx';
import { OpenCircuits } from './open-circuits.tsx';
import { WaitingVersions } from './waiting-versions.tsx';
import { WorkerCard } from './worker-card.tsx';

const REFRESH_MS = 2_000;

/** The processes that run models, what each has loaded, what waits for them, and what takes no runs. */
export function Workers({ team, role, initial }: { team: string; role: Role; initial: { workers: WorkerView[]; queue: QueueView } }) {
  const trpc = useTRPC();
  const { data: workers } = useQuery(trpc.workers.list.queryOptions({ team }, { initialData: initial.workers, refetchInterval: REFRESH_MS }));
  const { data: queue } = useQuery(trpc.workers.queue.queryOptions({ team }, { initialData: initial.queue, refetchInterval: REFRESH_MS }));
  const alive = workers.filter((worker) => worker.state !== 'lost');
  const loaded = alive.flatMap((worker) => worker.loaded);
  return (
    <>
      <PageHeader title="Workers" facts={describe({ alive, loaded, lost: workers.length - alive.length })} />
      <div className="flex flex-col gap-4">
        <FleetFacts workers={alive} loaded={loaded} queue={queue} />
        <OpenCircuits team={team} role={role} circuits={queue.circuits} />
        <WaitingVersions team={team} queue={queue} loaded={loaded} />
        {workers.length === 0 ? (
          <Card>
            <EmptyState title="No worker runs">Runs wait until one does. “npm start” starts one beside the web server.</EmptyState>
          </Card>
        ) : null}
        {workers.map((worker) => (
          <WorkerCard key={worker.id} team={team} role={role} worker={worker} circuits={queue.circuits} />
        ))}
      </div>
    </>
  );
}

function describe({ alive, loaded, lost }: { alive: WorkerView[]; loaded: WorkerView['loaded']; lost: number }): string {
  const devices = alive.reduce((sum, worker) => sum + worker.info.devices.length, 0);
  const versions = new Set(loaded.map((item) => item.versionId)).size;
  const runners = loaded.reduce((sum, item) => sum + item.instances, 0);
  return [
    formatNoun(alive.length, 'worker'),
    formatNoun(devices, 'device'),
    `${formatNoun(versions, 'version')} loaded in ${formatNoun(runners, 'runner')}`,
    ...(lost > 0 ? [`${lost} lost`] : []),
  ].join(', ');
}
