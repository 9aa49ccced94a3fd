'use client';

import { formatBytes } from '../../../../../../server/format-bytes.ts';
import { formatCompact, formatCount } from '../../../../../../server/format-count.ts';
import type { Graph } from '../../../../../../server/signatures/schema.ts';
import type { VersionView } from '../../../../../../server/versions/schema.ts';
import { fromBody } from '../../../../../_client/problem-of.ts';
import { Badge } from '../../../../../_components/badge.tsx';
import { Card, CardBody, CardHeader } from '../../../../../_components/card.tsx';
import { Checklist } from '../../../../../_components/checklist.tsx';
import { ErrorPanel } from '../../../../../_components/error-panel.tsx';
import { Facts } from '../../../../../_components/facts.tsx';
import { formatDuration } from '../../../../../_components/format/format-duration.ts';
import { LinkButton } from '../../../../../_components/link-button.tsx';
import { Status } from '../../../../../_components/status.tsx';
import { RelativeTime } from '../../../../../_components/relative-time.tsx';
import { stepsOf, tookMs } from '../../../deploy/deployment-steps.ts';
import { TaskCard } from '../../../task-card.tsx';
import { SignatureTable } from '../../../../../_components/signature-table.tsx';
import { useDeployment } from '../../../deploy/use-deployment.ts';
import { VersionStatus } from '../version-status.tsx';
import { BatchingCard } from './batching-card.tsx';
import { SettingsCard } from './settings-card.tsx';

/** One version: what it takes and gives, what is in the file, how it was deployed. */
export function VersionPage({ team, version }: { team: string; version: VersionView }) {
  const [graph] = version.signature?.graphs ?? [];
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h2 className="text-head font-semibold">v{version.number}</h2>
        {version.active ? <Badge tone="active">active</Badge> : null}
        <VersionStatus version={version} />
        <span className="text-ink-3">
          deployed <RelativeTime at={version.createdAt} /> by {version.createdBy.name}
        </span>
        <LinkButton className="ml-auto" size="sm" href={`/${team}/models/${encodeURIComponent(version.model)}/versions/compare?to=${version.number}`}>
          Compare
        </LinkButton>
        {version.status === 'ready' ? (
          <LinkButton size="sm" href={`/${team}/models/${version.model}?version=${version.number}`}>
            Try it
          </LinkButton>
        ) : null}
      </div>
      {version.note ? <p className="mb-4 text-ink-2">{version.note}</p> : null}
      {version.error ? (
        <Card className="mb-4">
          <ErrorPanel problem={fromBody(version.error)} />
        </Card>
      ) : null}
      <div className={version.signature ? 'grid items-start gap-4 lg:grid-cols-2' : undefined}>
        {version.signature ? (
          <div className="flex flex-col gap-4">
            <TaskCard team={team} version={version} />
            <SignatureTable signature={version.signature} />
            {graph ? <GraphFacts graph={graph} version={version} /> : null}
            {version.batching ? <BatchingCard batching={version.batching} settings={version.settings} /> : null}
          </div>
        ) : null}
        <div className="flex flex-col gap-4">
          {version.tests ? <GoldenCard tests={version.tests} /> : null}
          {version.deployment ? <DeploymentCard team={team} deployment={version.deployment.id} /> : null}
          {version.status === 'ready' ? <SettingsCard team={team} version={version} /> : null}
        </div>
      </div>
    </>
  );
}

function GoldenCard({ tests }: { tests: NonNullable<VersionView['tests']> }) {
  const passed = tests.filter((test) => test.passed).length;
  return (
    <Card>
      <CardHeader title="Golden tests" fact={`${passed} of ${tests.length} give what they gave before`} />
      <ul className="divide-y">
        {tests.map((test) => (
          <li key={test.example} className="px-4 py-3">
            <Status tone={test.passed ? 'ok' : 'bad'}>{test.name}</Status>
            {test.differences.map(({ output, message }) => (
              <p key={output} className="mt-1 wrap-anywhere text-ink-2">
                {output ? `${output}: ` : ''}
                {message}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DeploymentCard({ team, deployment }: { team: string; deployment: string }) {
  const followed = useDeployment(team, deployment);
  if (!followed.data) return null;
  const steps = stepsOf({
    deployment: followed.data.deployment,
    phases: followed.phases,
    log: followed.log,
    readyFact: undefined,
    timeOf: (phase) => {
      const took = tookMs(phase);
      return took === null ? undefined : formatDuration(took);
    },
  });
  return (
    <Card>
      <CardHeader title="Deployment" fact={<span className="font-mono text-meta">{deployment}</span>} />
      <CardBody>
        <Checklist steps={steps} label="Deployment" />
      </CardBody>
    </Card>
  );
}

function GraphFacts({ graph, version }: { graph: Graph; version: VersionView }) {
  return (
    <Card>
      <CardHeader title="In the file" fact={<span className="font-mono text-meta">{graph.file}</span>} />
      <CardBody>
        <Facts
          items={[
            { label: 'Size', value: formatBytes(version.sizeBytes) },
            { label: 'Opset', value: graph.opsets.map((opset) => `${opset.domain || 'ai.onnx'} ${opset.version}`).join(', ') },
            { label: 'IR version', value: String(graph.irVersion) },
            { label: 'Producer', value: `${graph.producer} ${graph.producerVersion}`.trim() || '–' },
            { label: 'Parameters', value: formatCompact(graph.parameterCount) },
            { label: 'Nodes', value: formatCount(graph.nodeCount) },
            { label: 'Memory when loaded', value: version.memoryBytes === null ? '–' : formatBytes(version.memoryBytes) },
            {
              label: 'Most used operators',
              value:
                graph.operators
                  .slice(0, 5)
                  .map((operator) => `${operator.opType} ${operator.count}`)
                  .join(', ') || '–',
            },
            ...graph.metadata.slice(0, 12).map(({ key, value }) => ({ label: key, value: <span className="wrap-anywhere">{value.slice(0, 300)}</span> })),
          ]}
        />
      </CardBody>
    </Card>
  );
}
