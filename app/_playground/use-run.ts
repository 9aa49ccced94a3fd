import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvocationView } from '../../server/invocations/schema.ts';
import { useTRPC } from '../_client/trpc.tsx';
import type { InputDraft } from './input-draft.ts';
import { sentForm } from './sent-form.ts';

const POLL_MS = 250;

/** Whether a run can still change. */
export function isOpen(run: Pick<InvocationView, 'status'> | undefined): boolean {
  return run?.status === 'queued' || run?.status === 'running';
}

/** One run, read again while it is open. */
export function useInvocation(team: string, id: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.invocations.get.queryOptions(
      { team, id: id ?? '' },
      { enabled: id !== null, refetchInterval: (query) => (isOpen(query.state.data) ? POLL_MS : false) },
    ),
  );
}

/** Sends drafts as a run and follows it; which run is shown is the caller's to change. */
export function useRun(options: { team: string; model: string; version: number }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const create = useMutation(
    trpc.invocations.create.mutationOptions({
      onSuccess: async (made) => {
        setId(made.id);
        await client.invalidateQueries({ queryKey: trpc.invocations.list.queryKey() });
      },
    }),
  );
  const cancel = useMutation(
    trpc.invocations.cancel.mutationOptions({
      onSuccess: (run) => client.setQueryData(trpc.invocations.get.queryKey({ team: options.team, id: run.id }), run),
    }),
  );
  const shown = useInvocation(options.team, id);
  return {
    id,
    show: setId,
    run: shown.data,
    problem: create.error ?? shown.error,
    sending: create.isPending,
    open: create.isPending || isOpen(shown.data),
    start: (drafts: InputDraft[]) => create.mutate(sentForm(options, drafts)),
    cancel: () => (id ? cancel.mutate({ team: options.team, id }) : undefined),
    canceling: cancel.isPending,
  };
}
