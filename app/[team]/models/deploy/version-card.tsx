import { formatBytes } from '../../../../server/format-bytes.ts';
import { Card, CardBody } from '../../../_components/card.tsx';
import { Facts } from '../../../_components/facts.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import type { Phase } from '../../../../server/deployments/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { formatOf } from './format-of.ts';

/** Which version this is, its note, and its facts as far as they are known. */
export function VersionCard({ version, phases }: { version: VersionView; phases: readonly Phase[] }) {
  const [graph] = version.signature?.graphs ?? [];
  const probe = phases.find((phase) => phase.name === 'probe');
  const firstRun = probe?.fact?.match(/[\d.]+\s*m?s$/)?.[0];
  return (
    <Card>
      <CardBody>
        <div className="text-meta text-ink-3">Version</div>
        <h2 className="mt-1 font-semibold wrap-break-word">
          {version.model} v{version.number}
        </h2>
        {version.note && <p className="mt-1 wrap-break-word whitespace-pre-wrap text-ink-2">{version.note}</p>}
        <Facts
          className="mt-4 border-t pt-4 lg:grid-cols-3!"
          items={[
            { label: 'Size', value: version.files.length > 0 ? formatBytes(version.sizeBytes) : '–' },
            { label: 'Format', value: graph ? `ONNX, ${formatOf(graph)}` : '–' },
            { label: 'Files', value: version.files.length || '–' },
            { label: 'Memory', value: formatBytes(version.memoryBytes) },
            { label: 'First run', value: firstRun ?? '–' },
            {
              label: 'Deployed by',
              value: (
                <>
                  {version.createdBy.name}, <RelativeTime at={version.createdAt} />
                </>
              ),
            },
          ]}
        />
      </CardBody>
    </Card>
  );
}
