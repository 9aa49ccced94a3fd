'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { mayUse } from '../../../server/access/policy.ts';
import type { Role } from '../../../server/access/schema.ts';
import type { QueueView } from '../../../server/workers/schema.ts';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { Card, CardHeader } from '../../_components/card.tsx';
import { showToast } from '../../_components/show-toast.tsx';
import { Status } from '../../_components/status.tsx';
import { TimeLeft } from './time-left.tsx';

type Circuit = QueueView['circuits'][number];

/** Versions that take no runs for a while, with why, until when, and a way to try sooner. */
export function OpenCircuits({ team, role, circuits }: { team: string; role: Role; circuits: Circuit[] }) {
  const close = useCloseCircuit();
  if (circuits.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Open circuits" fact="New runs of these get 503 with Retry-After" />
      <ul>
        {circuits.map((circuit) => (
          <li key={`${circuit.model}@${circuit.version}`} className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b bg-warn-soft px-4 py-3 last:border-0">
            <div className="min-w-0 flex-1 basis-80">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <Link href={`/${team}/models/${circuit.model}/versions/${circuit.version}`} className="font-medium">
                  {circuit.model} <span className="text-meta font-normal text-ink-2">v{circuit.version}</span>
                </Link>
                <Status tone="warn">
                  Circuit open{circuit.until ? ', tries again ' : ''}
                  {circuit.until ? <TimeLeft until={circuit.until} /> : null}
                </Status>
              </div>
              <p className="mt-1 max-w-170 wrap-break-word text-ink-2">
                <span className="text-warn-text">Why:</span> {whyOf(circuit)}
              </p>
            </div>
            {mayUse(role, 'close-circuit') ? (
              <Button
                size="sm"
                pending={close.isPending && close.variables.model === circuit.model && close.variables.version === circuit.version}
                onClick={() => close.mutate({ team, model: circuit.model, version: circuit.version })}
                aria-label={`Try ${circuit.model} v${circuit.version} now`}
              >
                Try now
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function whyOf({ error }: Circuit): string {
  if (!error) return 'its runner died three times in five minutes.';
  return [error.message, error.cause, ...error.suggestions].filter(Boolean).join(' ');
}

function useCloseCircuit() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.versions.closeCircuit.mutationOptions({
      onSuccess: async (version) => {
        await Promise.all([client.invalidateQueries({ queryKey: trpc.workers.pathKey() }), client.invalidateQueries({ queryKey: trpc.versions.pathKey() })]);
        showToast({ title: `${version.model} v${version.number} takes runs again`, fact: 'Three more deaths of its runner open the circuit again.' });
      },
      onError: (error) => showToast({ title: clientError(error).message, tone: 'bad' }),
    }),
  );
}
