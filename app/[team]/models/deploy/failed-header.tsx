'use client';

import { useMutation } from '@tanstack/react-query';
import { FileUp, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useTRPC } from '../../../_client/trpc.tsx';
import type { Uploader } from '../../../_client/uploader.ts';
import { totalsOf, type UploadItem } from '../../../_client/uploader-item.ts';
import { Button } from '../../../_components/button.tsx';
import { Card } from '../../../_components/card.tsx';
import { LinkButton } from '../../../_components/link-button.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { ProblemCard } from '../../../_components/problem-card.tsx';
import type { DeploymentView } from '../../../../server/deployments/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { DetectedCard } from './detected-card.tsx';
import { fromBody, problemOf } from '../../../_client/problem-of.ts';
import { UploadPanel } from './upload-panel.tsx';
import { useDetected } from './use-detected.ts';

type FailedHeaderProps = {
  team: string;
  deployment: DeploymentView;
  version: VersionView;
  uploader: Uploader | null;
  items: readonly UploadItem[];
  onChooseFiles: () => void;
  onChooseOthers: () => void;
};

/** Refusals of the Hub that a token of the team may turn. */
const NOT_GIVEN = ['FORBIDDEN', 'NOT_FOUND'];

/** It failed or was canceled: what happened, why, what to do; another file can take the place of the wrong one here. */
export function FailedHeader({ team, deployment, version, uploader, items, onChooseFiles, onChooseOthers }: FailedHeaderProps) {
  const { replace, retry } = useAgain({ team, deployment, uploader, items });
  const detected = useDetected(items);
  const canceled = deployment.status === 'canceled';
  // What was stopped or could not be fetched may well go on; a file that is wrong stays wrong.
  const retryFirst = canceled || version.source !== null;
  const problem = deployment.error ? fromBody(deployment.error) : { message: 'The deployment ended without saying why.' };
  const error = retry.error ?? replace.error;
  const later = version.deployment && version.deployment.id !== deployment.id ? version.deployment : null;
  const actions = later ? (
    <LinkButton variant="primary" href={`/${team}/models/deploy?deployment=${later.id}`}>
      Go to the later deployment
    </LinkButton>
  ) : (
    <>
      <Button
        variant={retryFirst ? 'secondary' : 'primary'}
        icon={<FileUp className="size-4" strokeWidth={1.75} />}
        pending={replace.isPending}
        onClick={onChooseOthers}
      >
        {version.source || version.files.length === 0 ? 'Drop the files instead' : version.files.length === 1 ? 'Replace the file' : 'Replace files'}
      </Button>
      <Button
        variant={retryFirst ? 'primary' : 'secondary'}
        icon={<RotateCw className="size-4" strokeWidth={1.75} />}
        pending={retry.isPending || retry.isSuccess}
        onClick={() => retry.mutate({ team, deployment: deployment.id })}
      >
        Retry
      </Button>
      {version.source && deployment.error && NOT_GIVEN.includes(deployment.error.code) ? <LinkButton href={`/${team}/settings`}>Read token</LinkButton> : null}
    </>
  );
  return (
    <div className="space-y-5">
      {canceled ? (
        <Card>
          <ErrorPanel tone="warn" problem={problem} actions={actions} />
        </Card>
      ) : (
        <ProblemCard
          title={titleOf(problem.message)}
          fact={[`${version.model} v${version.number}`, version.source ? `from ${version.source}` : namesOf(version)].filter(Boolean).join(', ')}
          problem={problem}
          actions={actions}
        />
      )}
      {error && (
        <Card>
          <ErrorPanel problem={problemOf(error)} />
        </Card>
      )}
      {uploader && items.length > 0 && (
        <div className="space-y-5">
          <UploadPanel uploader={uploader} items={items} onChooseFiles={onChooseFiles} onCancel={() => items.forEach((item) => uploader.remove(item.key))} />
          {detected?.state === 'refused' && (
            <DetectedCard detected={detected} uploading={false} onChooseFiles={onChooseFiles} onChooseOthers={onChooseOthers} />
          )}
        </div>
      )}
    </div>
  );
}

function namesOf({ files }: VersionView): string {
  const names = files.slice(0, 3).map(({ name }) => name);
  return `${names.join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
}

/** The first sentence, without its full stop and marks. */
function titleOf(message: string): string {
  return (message.split(/[.:;](?:\s|$)/)[0] ?? message).replaceAll('`', '');
}

/** Retry, and replace as soon as the other files are there; either goes on at the new deployment's address. */
function useAgain({ team, deployment, uploader, items }: Pick<FailedHeaderProps, 'team' | 'deployment' | 'uploader' | 'items'>) {
  const router = useRouter();
  const trpc = useTRPC();
  const onSuccess = (next: { deployment: DeploymentView }) => {
    router.replace(`/${team}/models/deploy?deployment=${next.deployment.id}`);
    uploader?.release();
  };
  const replace = useMutation(trpc.deployments.replaceFile.mutationOptions({ onSuccess }));
  const retry = useMutation(trpc.deployments.retry.mutationOptions({ onSuccess }));
  const { allDone } = totalsOf(items);
  const { mutate, isIdle } = replace;
  useEffect(() => {
    if (!allDone || !isIdle) return;
    const files = items.flatMap((item) => (item.uploadId ? [{ uploadId: item.uploadId, name: item.path }] : []));
    mutate({ team, deployment: deployment.id, files });
  }, [allDone, isIdle, items, mutate, team, deployment.id]);
  return { replace, retry };
}
