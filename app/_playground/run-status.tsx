import type { InvocationView } from '../../server/invocations/schema.ts';
import { formatDuration } from '../_components/format/format-duration.ts';
import { Status } from '../_components/status.tsx';

/** A run's state as shape, colour and word. */
export function RunStatus({ run, time = false }: { run: Pick<InvocationView, 'status' | 'queuePosition' | 'timings'>; time?: boolean }) {
  const took = time && run.timings && run.timings.totalMs > 0 ? ` in ${formatDuration(run.timings.totalMs)}` : '';
  switch (run.status) {
    case 'queued':
      return <Status tone="dotted">{run.queuePosition ? `Queued, ${run.queuePosition} before it` : 'Queued'}</Status>;
    case 'running':
      return <Status tone="live">Running</Status>;
    case 'succeeded':
      return <Status tone="ok">{`Succeeded${took}`}</Status>;
    case 'failed':
      return <Status tone="bad">{`Failed${took}`}</Status>;
    case 'canceled':
      return <Status tone="off">Canceled</Status>;
    case 'expired':
      return <Status tone="off">Expired</Status>;
  }
}
