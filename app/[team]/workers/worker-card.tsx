import type { Role } from '../../../server/access/schema.ts';
import { formatBytes, formatBytesOf } from '../../../server/format-bytes.ts';
import { formatNoun } from '../../../server/format-count.ts';
import type { QueueView, WorkerView } from '../../../server/workers/schema.ts';
import { Card } from '../../_components/card.tsx';
import { MeterBar } from '../../_components/meter-bar.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Status } from '../../_components/status.tsx';
import { LoadedVersions, nameOf } from './loaded-versions.tsx';
import { WorkerActions } from './worker-actions.tsx';

type WorkerCardProps = { team: string; role: Role; worker: WorkerView; circuits: QueueView['circuits'] };

/** One worker: who it is, its devices with what is on them, how runners are shut in, and what is loaded. */
export function WorkerCard({ team, role, worker, circuits }: WorkerCardProps) {
  const { info } = worker;
  const lost = worker.state === 'lost';
  return (
    <Card aria-label={worker.name}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3.5">
        <h2 className="font-semibold">{worker.name}</h2>
        <WorkerStatus worker={worker} />
        <span className="text-ink-3 tnum max-lg:order-last max-lg:w-full">
          {worker.host}, {formatNoun(info.cores, 'core')} · started <RelativeTime at={worker.startedAt} /> · heard of <RelativeTime at={worker.heartbeatAt} />
        </span>
        <WorkerActions team={team} role={role} worker={worker} />
      </div>
      <div className="flex flex-wrap gap-x-8 gap-y-4 px-4 pt-2.5 pb-3">
        {info.devices.map((device) => (
          <DeviceMeter key={device.id} worker={worker} device={device} />
        ))}
      </div>
      <p className="px-4 pb-3 text-meta text-ink-3">
        Sandbox: {info.sandbox}, memory by {info.memoryLimit} · {info.engine}, Node {info.node}
      </p>
      {(info.unusable ?? []).map((device) => (
        <p key={device.id} className="px-4 pb-3 text-meta wrap-break-word text-ink-2">
          <span className="font-mono">{device.id}</span> is there and cannot be used: {device.reason}
        </p>
      ))}
      {lost ? (
        <p className="border-t bg-bad-soft px-4 py-3 text-ink-2">
          <span className="text-bad-text">Last heard of</span> <RelativeTime at={worker.heartbeatAt} />. What it had claimed goes to other workers by itself.
          “npm start” on {worker.host} starts it again.
        </p>
      ) : (
        <LoadedVersions team={team} worker={worker} circuits={circuits} />
      )}
    </Card>
  );
}

function DeviceMeter({ worker, device }: { worker: WorkerView; device: WorkerView['info']['devices'][number] }) {
  const { info } = worker;
  const here = worker.loaded.filter((item) => item.device === device.id);
  const used = here.reduce((sum, item) => sum + item.memoryBytes, 0);
  const total = device.id === 'cpu' ? (info.budgetBytes ?? device.memoryBytes) : device.memoryBytes;
  const label = total > 0 ? formatBytesOf(used, total) : formatBytes(used);
  return (
    <div className="min-w-0 flex-1 basis-72">
      <div className="flex items-baseline gap-2">
        <span className="font-mono text-meta font-medium">{device.id}</span>
        <span className="truncate text-meta text-ink-3">
          {device.name}
          {total > 0 ? `, ${formatBytes(total)} allowed` : ''}
        </span>
        <span className="ml-auto text-meta whitespace-nowrap text-ink-2 tnum">{label}</span>
      </div>
      <div className="mt-2">
        <MeterBar
          label={`${device.id}: ${label}`}
          total={total}
          segments={here.map((item) => ({
            label: `${nameOf(item)}, ${formatBytes(item.memoryBytes)}`,
            value: item.memoryBytes,
            loading: item.state === 'loading',
          }))}
        />
      </div>
    </div>
  );
}

function WorkerStatus({ worker }: { worker: WorkerView }) {
  if (worker.state === 'lost') return <Status tone="bad">Lost</Status>;
  if (worker.state === 'taking_work') return <Status tone="ok">Taking work</Status>;
  return <Status tone="off">{worker.state === 'drained' ? 'Drained, takes no work' : 'Draining, finishes what it has'}</Status>;
}
