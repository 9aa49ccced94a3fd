import type { VersionView } from '../../../../server/versions/schema.ts';
import { EmptyState } from '../../../_components/empty-state.tsx';
import { LinkButton } from '../../../_components/link-button.tsx';

/** A model that nothing can be run on yet: what is under way, or what went wrong. */
export function NoVersion({ team, versions }: { team: string; versions: VersionView[] }) {
  const [newest] = versions;
  const deploying = newest?.status === 'deploying';
  const ready = versions.some((version) => version.status === 'ready');
  const title = ready ? 'No version is active' : deploying ? 'The first version is being deployed' : 'No version is ready';
  return (
    <EmptyState
      title={title}
      actions={
        newest?.deployment && !ready ? (
          <LinkButton href={`/${team}/models/deploy?deployment=${newest.deployment.id}`}>Open the deployment</LinkButton>
        ) : undefined
      }
    >
      {ready
        ? 'Make one active on the versions page.'
        : deploying
          ? 'It can be run as soon as it is ready.'
          : (newest?.error?.message ?? 'Deploy a version to run it here.')}
    </EmptyState>
  );
}
