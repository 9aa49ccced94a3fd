import { formatCount } from '../../server/format-count.ts';
import type { InvocationView } from '../../server/invocations/schema.ts';
import { formatDuration, formatSeconds } from '../_components/format/format-duration.ts';
import { Status } from '../_components/status.tsx';

/** A run's state as shape, colour and word. */
export function RunStatus({
  run,
  time = false,
}: {
  run: Pick<InvocationView, 'status' | 'queuePosition' | 'timings'> & { etaMs?: number | null };
  time?: boolean;
}) {
  const took = time && run.timings && run.timings.totalMs > 0 ? ` in ${formatDuration(run.timings.totalMs)}` : '';
  switch (run.status) {
    case 'queued':
      return <Status tone="dotted">{['Queued', before(run.queuePosition), left(run.etaMs)].filter(Boolean).join(', ')}</Status>;
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

function before(position: number | null): string {
  return position ? `${formatCount(position)} before it` : '';
}

function left(etaMs: number | null | undefined): string {
  return etaMs ? `about ${formatSeconds(etaMs / 1000)} left` : '';
}
