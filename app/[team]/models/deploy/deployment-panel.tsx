'use client';

import { ScrollText } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Uploader } from '../../../_client/uploader.ts';
import type { UploadItem } from '../../../_client/uploader-item.ts';
import { Button } from '../../../_components/button.tsx';
import { Card, CardHeader } from '../../../_components/card.tsx';
import { classNames } from '../../../_components/class-names.ts';
import { Checklist } from '../../../_components/checklist.tsx';
import { Dialog } from '../../../_components/dialog.tsx';
import { ElapsedTime } from '../../../_components/elapsed-time.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { formatDuration } from '../../../_components/format/format-duration.ts';
import { LogView } from '../../../_components/log-view.tsx';
import { PageHeader } from '../../../_components/page-header.tsx';
import { Skeleton } from '../../../_components/skeleton.tsx';
import type { Phase } from '../../../../server/deployments/schema.ts';
import { stepsOf, tookMs, wordOf, type PhaseLog } from './deployment-steps.ts';
import { CallCard } from './call-card.tsx';
import { FailedHeader } from './failed-header.tsx';
import { LiveHeader } from './live-header.tsx';
import { problemOf } from '../../../_client/problem-of.ts';
import { ReadyHeader } from './ready-header.tsx';
import { SignatureTable } from '../../../_components/signature-table.tsx';
import { useDeployment } from './use-deployment.ts';
import { TestRun } from '../../../_playground/test-run.tsx';
import { TaskCard } from '../task-card.tsx';
import { VersionCard } from './version-card.tsx';

type DeploymentPanelProps = {
  team: string;
  deployment: string;
  uploader: Uploader | null;
  items: readonly UploadItem[];
  onChooseFiles: () => void;
  onChooseOthers: () => void;
};

/** The second half of the deploy page: the checklist, live from the stored log, until Try it. */
export function DeploymentPanel({ team, deployment: id, uploader, items, onChooseFiles, onChooseOthers }: DeploymentPanelProps) {
  const found = useDeployment(team, id);
  const crumbs = [{ label: 'Models', href: `/${team}/models` }, { label: 'Deploy' }];
  if (found.error)
    return (
      <>
        <PageHeader crumbs={crumbs} title="Deploy a model" />
        <Card className="mt-5">
          <ErrorPanel problem={problemOf(found.error)} onRetry={() => void found.refetch()} />
        </Card>
      </>
    );
  if (!found.data) return <Waiting header={<PageHeader crumbs={crumbs} title="Deploy a model" facts={`Private to ${team}`} />} />;
  const { phases, log } = found;
  const { deployment, version } = found.data;
  const begun = phases.findLast((phase) => phase.status !== 'todo');
  const isReady = deployment.status === 'succeeded';
  const failedAt = phases.find((phase) => phase.status === 'failed' || phase.status === 'running');
  const steps = stepsOf({
    deployment,
    phases,
    log,
    timeOf: (phase) => <PhaseTime phase={phase} />,
    readyFact: version.active ? `v${version.number} is active` : `v${version.number} can be made active`,
  });
  const facts = deployment.status === 'failed' && failedAt ? `${wordOf({ ...failedAt, status: 'failed' })}. Nothing was activated.` : `Private to ${team}`;
  return (
    <>
      <PageHeader crumbs={crumbs} title={`Deploy ${version.model}`} facts={facts} />
      <p className="sr-only" aria-live="polite">
        {isReady ? `${version.model} version ${version.number} is ready` : begun && wordOf(begun)}
      </p>
      <div className="mt-5">
        {isReady ? (
          <ReadyHeader {...{ team, deployment, version, phases }} />
        ) : deployment.status === 'failed' || deployment.status === 'canceled' ? (
          <FailedHeader {...{ team, deployment, version, uploader, items, onChooseFiles, onChooseOthers }} />
        ) : (
          <LiveHeader {...{ team, deployment, version, phases }} />
        )}
      </div>
      <div className="mt-5 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,11fr)_minmax(0,13fr)]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader
              title="Deployment"
              fact={<span className="font-mono">{shorten(id)}</span>}
              actions={<FullLog log={log} live={!found.over} name={`${version.model}-v${version.number}`} />}
            />
            <Checklist steps={steps} label="Steps of this deployment" />
          </Card>
          <VersionCard version={version} phases={phases} />
          {isReady && version.signature && <CallCard version={version} signature={version.signature} />}
        </div>
        {/* On a phone the answer comes before how it was deployed. */}
        <div className={classNames('min-w-0 space-y-5', isReady && 'max-lg:order-first')}>
          {isReady && <TaskCard team={team} version={version} />}
          {isReady && version.signature && <TestRun key={version.id} team={team} version={version} signature={version.signature} />}
          {version.signature && <SignatureTable signature={version.signature} />}
        </div>
      </div>
    </>
  );
}

function shorten(id: string): string {
  return `${id.slice(0, 8)}…${id.slice(-6)}`;
}

function PhaseTime({ phase }: { phase: Phase }) {
  const took = tookMs(phase);
  if (took !== null) return formatDuration(took);
  return phase.status === 'running' && phase.startedAt ? <ElapsedTime since={phase.startedAt} /> : null;
}

function FullLog({ log, live, name }: { log: readonly PhaseLog[]; live: boolean; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" variant="ghost" icon={<ScrollText className="size-4" strokeWidth={1.75} />} onClick={() => setOpen(true)}>
        Full log
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Full log" description="Every line of this deployment, in order." size="lg">
        <Card>
          <LogView
            lines={log.map((line) => ({ ...line, ...(line.phase ? { tag: line.phase } : {}) }))}
            label="Log of the deployment"
            live={live}
            fileName={name}
            height="max-h-[55vh]"
          />
        </Card>
      </Dialog>
    </>
  );
}

function Waiting({ header }: { header: ReactNode }) {
  return (
    <>
      {header}
      <Card className="mt-5 flex items-center gap-4 px-5 py-4">
        <Skeleton className="h-10 w-60" />
      </Card>
      <div className="mt-5 grid grid-cols-1 items-start gap-5 lg:grid-cols-[11fr_13fr]">
        <Card className="space-y-4 p-4">
          {[0, 1, 2, 3, 4, 5].map((one) => (
            <Skeleton key={one} className="h-5 w-3/4" />
          ))}
        </Card>
        <Card className="p-4">
          <Skeleton className="h-32 w-full" />
        </Card>
      </div>
    </>
  );
}
