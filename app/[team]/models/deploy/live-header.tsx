'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { ConfirmDialog } from '../../../_components/confirm-dialog.tsx';
import { ElapsedTime } from '../../../_components/elapsed-time.tsx';
import { Mark } from '../../../_components/mark.tsx';
import type { DeploymentView, Phase } from '../../../../server/deployments/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { wordOf } from './deployment-steps.ts';

/** What each phase is doing, in a sentence, and how long it mostly takes. */
const DOING: Record<Phase['name'], string> = {
  upload: 'The files are on their way',
  verify: 'Every byte is compared with its hash',
  parse: 'Inputs, outputs and operators are read from the file',
  prepare: 'The environment is put together',
  load: 'The engine reads the weights and optimises the graph',
  probe: 'One run on made-up inputs',
};

type LiveHeaderProps = { team: string; deployment: DeploymentView; version: VersionView; phases: readonly Phase[] };

/** While it deploys: the phase, how long so far, and the way out. */
export function LiveHeader({ team, deployment, version, phases }: LiveHeaderProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const canceled = useMutation(
    trpc.deployments.cancel.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.deployments.get.queryKey({ team, deployment: deployment.id }) }),
    }),
  );
  // Between two phases the next one is as good as begun.
  const live =
    phases.find((phase) => phase.status === 'running') ??
    (deployment.status === 'running' || phases.some((phase) => phase.name !== 'upload' && phase.endedAt)
      ? phases.find((phase) => phase.status === 'todo')
      : undefined);
  const source = phases.find((phase) => phase.name === 'upload')?.source;
  const name = `${version.model} v${version.number}`;
  return (
    <section className="flex flex-wrap items-center gap-4 rounded-card border bg-surface px-5 py-4 shadow-card">
      <Mark shape={live ? 'live' : 'dotted'} className="size-7" />
      <div className="min-w-0 flex-1 max-sm:basis-50">
        <h2 className="text-head font-semibold wrap-break-word">{live ? `${wordOf({ ...live, status: 'running' })} ${name}` : `${name} waits for a worker`}</h2>
        <p className="text-ink-2 tnum">
          {live ? (live.name === 'upload' && source ? `The files come from ${source}` : DOING[live.name]) : 'A worker takes it as soon as it has a hand free'}
          {live?.startedAt && (
            <>
              , <ElapsedTime since={live.startedAt} /> so far
            </>
          )}
          . <ElapsedTime since={phases[0]?.startedAt ?? deployment.createdAt} /> {source ? 'in all' : 'since the drop'}.
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full">
        <Button variant="ghost" onClick={() => setAsking(true)}>
          Cancel deployment
        </Button>
        <Button
          variant="primary"
          className="max-sm:flex-1"
          disabled
          disabledReason="It can be tried when it is ready"
          icon={<Play className="size-4" strokeWidth={1.75} />}
        >
          Try it
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel the deployment of ${name}?`}
        description="What has been uploaded stays with the version. You can retry it later."
        confirmLabel="Cancel deployment"
        keepLabel="Keep it going"
        onConfirm={() => canceled.mutateAsync({ team, deployment: deployment.id })}
      />
    </section>
  );
}
