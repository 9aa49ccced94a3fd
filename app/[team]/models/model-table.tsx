'use client';

import { formatBytes } from '../../../server/format-bytes.ts';
import { formatCount, formatNoun } from '../../../server/format-count.ts';
import type { ModelView } from '../../../server/models/schema.ts';
import { Card } from '../../_components/card.tsx';
import { DataTable } from '../../_components/data-table.tsx';
import type { DataColumn } from '../../_components/data-table-types.ts';
import { RelativeTime } from '../../_components/relative-time.tsx';
import { Sparkline } from '../../_components/sparkline.tsx';
import { ModelStatus } from './model-status.tsx';

const COLUMNS: DataColumn<ModelView>[] = [
  { id: 'name', header: 'Name', cell: (model) => <span className="font-medium">{model.name}</span> },
  { id: 'status', header: 'Status', cell: (model) => <ModelStatus model={model} /> },
  {
    id: 'version',
    header: 'Version',
    className: 'max-lg:hidden',
    cell: (model) => (model.activeVersion ? `v${model.activeVersion} active` : `v${model.latestVersion}`),
  },
  {
    id: 'day',
    header: 'Last 24 hours',
    className: 'w-40 max-lg:hidden',
    cell: (model) => (
      <Sparkline
        className="h-5"
        bars={model.runsPerHour.map((ok) => ({ ok }))}
        label={`${formatNoun(
          model.runsPerHour.reduce((sum, count) => sum + count, 0),
          'run',
        )} in the last 24 hours`}
      />
    ),
  },
  { id: 'runs', header: 'Runs', align: 'right', className: 'max-sm:hidden', cell: (model) => formatCount(model.runCount) },
  { id: 'size', header: 'Size', align: 'right', className: 'max-sm:hidden', cell: (model) => formatBytes(model.sizeBytes) },
  { id: 'last', header: 'Last run', align: 'right', cell: (model) => (model.lastRunAt ? <RelativeTime at={model.lastRunAt} /> : '–') },
];

/** The same models, one row each. */
export function ModelTable({ team, models, loading }: { team: string; models: ModelView[]; loading: boolean }) {
  return (
    <Card>
      <DataTable
        caption="Models"
        columns={COLUMNS}
        rows={models}
        rowKey={(model) => model.id}
        rowHref={(model) => `/${team}/models/${model.name}`}
        loading={loading}
        pageKeys
      />
    </Card>
  );
}
