'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExampleView } from '../../../../../server/examples/schema.ts';
import { clientError } from '../../../../_client/client-error.ts';
import { problemOf } from '../../../../_client/problem-of.ts';
import { useTRPC } from '../../../../_client/trpc.tsx';
import { Button } from '../../../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../../../_components/card.tsx';
import { ConfirmDialog } from '../../../../_components/confirm-dialog.tsx';
import { ErrorPanel } from '../../../../_components/error-panel.tsx';
import { showToast } from '../../../../_components/show-toast.tsx';
import { Skeleton } from '../../../../_components/skeleton.tsx';
import { Switch } from '../../../../_components/switch.tsx';

/** The runs that were kept with a model: which of them every version has to repeat, and the way to let them go. */
export function ExamplesCard({ team, model }: { team: string; model: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [doomed, setDoomed] = useState<ExampleView | null>(null);
  const examples = useQuery(trpc.examples.list.queryOptions({ team, model }));
  const refresh = () => client.invalidateQueries({ queryKey: trpc.examples.pathKey() });
  const onError = (error: unknown) => showToast({ title: clientError(error).message, tone: 'bad' });
  const update = useMutation(trpc.examples.update.mutationOptions({ onSuccess: refresh, onError }));
  const remove = useMutation(trpc.examples.delete.mutationOptions({ onSuccess: refresh }));
  return (
    <Card aria-label="Examples and golden tests">
      <CardHeader title="Examples and golden tests" />
      <CardBody>
        {examples.error ? <ErrorPanel problem={problemOf(examples.error)} onRetry={() => void examples.refetch()} /> : null}
        {examples.isPending ? <Skeleton className="h-10 w-full" /> : null}
        {examples.data?.length === 0 ? (
          <p className="text-ink-2">
            None yet. Keep a run from the menu beside its result: as an example, or as a golden test that every new version has to pass.
          </p>
        ) : null}
        <ul className="divide-y">
          {examples.data?.map((example) => (
            <li key={example.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{example.name}</span>
                <span className="block text-meta text-ink-3">{example.outputs ? `as v${example.version} answered` : 'inputs only'}</span>
              </span>
              {example.outputs ? (
                <Switch
                  label="Golden"
                  checked={example.golden}
                  disabled={update.isPending && update.variables.id === example.id}
                  onCheckedChange={(golden) => update.mutate({ team, id: example.id, golden })}
                />
              ) : null}
              <Button size="sm" onClick={() => setDoomed(example)} aria-label={`Remove ${example.name}`}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
        {doomed ? (
          <ConfirmDialog
            open
            onOpenChange={(open) => (open ? undefined : setDoomed(null))}
            title={`Remove ${doomed.name}?`}
            description={`Its inputs${doomed.outputs ? ' and outputs go' : ' go'}; this cannot be undone.${doomed.golden ? ' New versions are no longer compared with it.' : ''}`}
            confirmLabel="Remove example"
            danger
            onConfirm={async () => {
              await remove.mutateAsync({ team, id: doomed.id });
            }}
          />
        ) : null}
      </CardBody>
    </Card>
  );
}
