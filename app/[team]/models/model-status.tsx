import type { ModelView } from '../../../server/models/schema.ts';
import { Status } from '../../_components/status.tsx';

/** A model's state as shape, colour and word. */
export function ModelStatus({ model }: { model: Pick<ModelView, 'status' | 'health' | 'warm'> }) {
  if (model.status === 'deploying') return <Status tone="live">Deploying</Status>;
  if (model.status === 'failed') return <Status tone="bad">Failed</Status>;
  if (model.status === 'archived') return <Status tone="off">No version</Status>;
  if (model.health === 'circuit_open') return <Status tone="warn">Circuit open</Status>;
  return model.warm.length > 0 ? <Status tone="ok">Ready, warm</Status> : <Status tone="ring">Ready, cold</Status>;
}
