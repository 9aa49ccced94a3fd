'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut, Play } from 'lucide-react';
import { mayUse } from '../../../server/access/policy.ts';
import type { Role } from '../../../server/access/schema.ts';
import type { WorkerView } from '../../../server/workers/schema.ts';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { showToast } from '../../_components/show-toast.tsx';

/** Drain, or resume: for admins, while the worker is heard of. */
export function WorkerActions({ team, role, worker }: { team: string; role: Role; worker: WorkerView }) {
  const { drain, resume } = useWorkerActions();
  if (!mayUse(role, 'drain-worker') || worker.state === 'lost') return null;
  const draining = worker.state !== 'taking_work';
  const act = draining ? resume : drain;
  return (
    <Button
      variant="ghost"
      size="sm"
      className="-mr-1.5 ml-auto"
      icon={draining ? <Play className="size-4" strokeWidth={1.75} aria-hidden="true" /> : <LogOut className="size-4" strokeWidth={1.75} aria-hidden="true" />}
      pending={act.isPending}
      aria-label={`${draining ? 'Resume' : 'Drain'} ${worker.name}`}
      onClick={() => act.mutate({ team, worker: worker.id })}
    >
      {draining ? 'Resume' : 'Drain'}
    </Button>
  );
}

function useWorkerActions() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: trpc.workers.pathKey() });
  const onError = (error: unknown) => showToast({ title: clientError(error).message, tone: 'bad' });
  const resume = useMutation(trpc.workers.resume.mutationOptions({ onSuccess: refresh, onError }));
  const drain = useMutation(
    trpc.workers.drain.mutationOptions({
      onSuccess: async (worker, ref) => {
        await refresh();
        showToast({
          title: `${worker.name} drains`,
          fact: 'It takes no new runs, of any team, finishes what it has, and stays.',
          action: { label: 'Undo', run: () => resume.mutate(ref) },
        });
      },
      onError,
    }),
  );
  return { drain, resume };
}
