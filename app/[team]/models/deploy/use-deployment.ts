import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useEventStream, type StreamEvent } from '../../../_client/event-stream.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { logLineSchema, phaseSchema, type Phase } from '../../../../server/deployments/schema.ts';
import type { PhaseLog } from './deployment-steps.ts';

const POLL_MS = 5_000;
/** The end was heard of, and the rows that were read meanwhile do not know it yet. */
const ENDED_MS = 200;

/** A deployment as it goes: the rows, and on top of them what the stored log has said since, live. */
export function useDeployment(team: string, deployment: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [log, setLog] = useState<readonly PhaseLog[]>([]);
  const [heard, setHeard] = useState<ReadonlyMap<Phase['name'], Phase>>(new Map());
  const [ended, setEnded] = useState(false);
  const found = useQuery(
    trpc.deployments.get.queryOptions(
      { team, deployment },
      { refetchInterval: (query) => (isOver(query.state.data?.deployment.status) ? false : ended ? ENDED_MS : POLL_MS), retry: 2 },
    ),
  );
  useEventStream(team, `deployment:${deployment}`, (event) => {
    const line = readLine(event);
    if (line) setLog((now) => [...now, line]);
    const phase = event.kind === 'phase' ? phaseSchema.safeParse(event.data).data : undefined;
    if (phase) setHeard((now) => new Map(now).set(phase.name, phase));
    if (event.kind === 'done') setEnded(true);
    // The signature, the status and the error are in the rows.
    if (event.kind === 'done' || (phase && phase.status !== 'running'))
      void client.invalidateQueries({ queryKey: trpc.deployments.get.queryKey({ team, deployment }) });
  });
  const over = isOver(found.data?.deployment.status);
  const phases = (found.data?.deployment.phases ?? []).map((phase) => (over ? phase : newer(phase, heard.get(phase.name))));
  return { ...found, phases, log, over };
}

export function isOver(status: string | undefined): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

/** Rows and events race: what has ended, or begun later, is newer. */
function newer(row: Phase, event: Phase | undefined): Phase {
  if (!event) return row;
  const rank = (phase: Phase) => Date.parse(phase.endedAt ?? phase.startedAt ?? '') || 0;
  return rank(event) >= rank(row) ? event : row;
}

function readLine(event: StreamEvent): PhaseLog | null {
  if (event.kind !== 'log') return null;
  const line = logLineSchema.safeParse(event.data).data;
  return line ? { id: event.seq, at: event.createdAt, level: line.level, text: line.text, phase: line.phase ?? null } : null;
}
