import type { VersionView } from '../../../../../server/versions/schema.ts';
import { Status } from '../../../../_components/status.tsx';

export function VersionStatus({ version }: { version: Pick<VersionView, 'status' | 'health'> }) {
  if (version.status === 'deploying') return <Status tone="live">Deploying</Status>;
  if (version.status === 'failed') return <Status tone="bad">Failed</Status>;
  if (version.status === 'archived') return <Status tone="off">Archived</Status>;
  return version.health === 'circuit_open' ? <Status tone="warn">Circuit open</Status> : <Status tone="ok">Ready</Status>;
}
