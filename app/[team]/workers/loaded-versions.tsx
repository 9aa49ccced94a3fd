import { formatBytes, formatBytesOf } from '../../../server/format-bytes.ts';
import { formatCount } from '../../../server/format-count.ts';
import type { QueueView, WorkerView } from '../../../server/workers/schema.ts';
import { DataTable } from '../../_components/data-table.tsx';
import type { DataColumn } from '../../_components/data-table-types.ts';
import { formatDuration } from '../../_components/format/format-duration.ts';
import { MeterBar } from '../../_components/meter-bar.tsx';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Status } from '../../_components/status.tsx';

type Loaded = WorkerView['loaded'][number];

/** What a worker has loaded, one row per version and device. Models of other teams have no name here. */
export function LoadedVersions({ team, worker, circuits }: { team: string; worker: WorkerView; circuits: QueueView['circuits'] }) {
  const isOpen = (row: Loaded) => circuits.some((circuit) => circuit.model === row.model && circuit.version === row.version);
  return (
    <div className="border-t">
      <DataTable
        caption={`Versions loaded on ${worker.name}`}
        columns={columnsOf(isOpen)}
        rows={worker.loaded}
        rowKey={(row) => `${row.versionId} ${row.device}`}
        rowHref={(row) => (row.model ? `/${team}/models/${row.model}/versions/${row.version}` : undefined)}
        sideways="min-w-240 table-fixed"
        empty={<p className="px-4 py-3 text-ink-3">Nothing is loaded. A version is loaded by its first run, or kept loaded when it is pinned.</p>}
      />
    </div>
  );
}

export function nameOf(row: Loaded): string {
  return row.model ? `${row.model} v${row.version}` : 'a model of another team';
}

const columnsOf = (isOpen: (row: Loaded) => boolean): DataColumn<Loaded>[] => [
  {
    id: 'version',
    header: 'Loaded version',
    className: 'w-[16%]',
    cell: (row) =>
      row.model ? (
        <>
          <span className="font-medium">{row.model}</span> <span className="text-meta text-ink-3">v{row.version}</span>
        </>
      ) : (
        <span className="text-ink-3">a model of another team</span>
      ),
  },
  { id: 'state', header: 'State', className: 'w-[17%]', cell: (row) => <LoadedStatus row={row} open={isOpen(row)} /> },
  { id: 'device', header: 'Device', className: 'w-[7%]', cell: (row) => <span className="font-mono text-meta text-ink-2">{row.device}</span> },
  {
    id: 'runners',
    header: 'Runners',
    className: 'w-[7%]',
    align: 'right',
    cell: (row) => <span className="tnum">{row.loading > 0 ? `${row.instances} of ${row.instances + row.loading}` : row.instances}</span>,
  },
  { id: 'memory', header: 'Memory', className: 'w-[23%] pl-6', cell: (row) => <Memory row={row} /> },
  { id: 'waiting', header: 'Waiting', align: 'right', className: 'w-[7%]', cell: (row) => <span className="tnum">{formatCount(row.waiting)}</span> },
  {
    id: 'wait',
    header: 'Wait, p95',
    align: 'right',
    className: 'w-[7%]',
    cell: (row) => <span className="text-ink-2 tnum">{formatDuration(row.p95WaitMs)}</span>,
  },
  { id: 'rate', header: 'Runs/s', align: 'right', className: 'w-[6%]', cell: (row) => <span className="text-ink-2 tnum">{rateOf(row.perSecond)}</span> },
  {
    id: 'last',
    header: 'Last run',
    align: 'right',
    cell: (row) => <span className="whitespace-nowrap text-ink-2 tnum">{row.lastRunAt ? <RelativeTime at={row.lastRunAt} /> : '–'}</span>,
  },
];

function LoadedStatus({ row, open }: { row: Loaded; open: boolean }) {
  if (open) return <Status tone="warn">Circuit open</Status>;
  if (row.state === 'loading') return <Status tone="live">Loading</Status>;
  const pinned = row.pinned ? ', pinned' : '';
  const growing = row.loading > 0 ? ', one more loading' : '';
  return row.state === 'busy' ? <Status tone="live">{`Running${pinned}${growing}`}</Status> : <Status tone="ok">{`Warm${pinned}${growing}`}</Status>;
}

/** What one runner takes against what it may take; more than one as "2 × 214 of 512 MB". */
function Memory({ row }: { row: Loaded }) {
  const runners = Math.max(1, row.instances + row.loading);
  const each = row.memoryBytes / runners;
  const limit = row.memoryLimitBytes;
  const times = runners > 1 ? `${runners} × ` : '';
  const text = limit ? `${times}${formatBytesOf(each, limit)}` : `${row.state === 'loading' ? 'about ' : times}${formatBytes(each)}`;
  return (
    <span className="flex items-center gap-3">
      <span className="w-20 shrink-0">
        <MeterBar size="thin" label={text} total={limit ?? each * 2} segments={[{ label: text, value: each, loading: row.state === 'loading' }]} />
      </span>
      <span className="whitespace-nowrap text-ink-2 tnum">{text}</span>
    </span>
  );
}

function rateOf(perSecond: number): string {
  return perSecond === 0 ? '0' : perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}
