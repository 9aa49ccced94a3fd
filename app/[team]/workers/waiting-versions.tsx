import { formatCount, formatNoun } from '../../../server/format-count.ts';
import type { QueueView, WorkerView } from '../../../server/workers/schema.ts';
import { Card, CardHeader } from '../../_components/card.tsx';
import { DataTable } from '../../_components/data-table.tsx';
import type { DataColumn } from '../../_components/data-table-types.ts';
import { RelativeTime } from '../../_components/relative-time.tsx';

type Waiting = QueueView['versions'][number] & { atWorkers: number };

/** Versions with runs that no worker has taken yet, longest line first; one that no worker can take says why. */
export function WaitingVersions({ team, queue, loaded }: { team: string; queue: QueueView; loaded: WorkerView['loaded'] }) {
  const versions = queue.versions.map((row): Waiting => {
    const own = loaded.filter(({ model, version }) => model === row.model && version === row.version);
    return { ...row, atWorkers: own.reduce((sum, { waiting }) => sum + waiting, 0) };
  });
  if (versions.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Queue" fact={`${formatNoun(versions.length, 'version')} with runs that wait`} />
      <DataTable
        caption="Versions with runs that wait"
        columns={COLUMNS}
        rows={versions}
        rowKey={(row) => `${row.model}@${row.version}`}
        rowHref={(row) => `/${team}/models/${row.model}/versions/${row.version}`}
        expansion={(row) => (row.reason ? { tone: 'warn', content: <p className="max-w-170 text-ink-2">{row.reason}</p> } : undefined)}
      />
    </Card>
  );
}

const COLUMNS: DataColumn<Waiting>[] = [
  {
    id: 'version',
    header: 'Version',
    cell: (row) => (
      <>
        <span className="font-medium">{row.model}</span> <span className="text-meta text-ink-2">v{row.version}</span>
      </>
    ),
  },
  { id: 'waiting', header: 'In the queue', align: 'right', cell: (row) => <span className="tnum">{formatCount(row.waiting)}</span> },
  { id: 'workers', header: 'At workers', align: 'right', cell: (row) => <span className="tnum">{formatCount(row.atWorkers)}</span> },
  { id: 'oldest', header: 'Oldest', align: 'right', cell: (row) => <RelativeTime at={row.oldestAt} className="text-ink-2 tnum" /> },
];
