'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatNoun } from '../../../../../server/format-count.ts';
import type { ModelView } from '../../../../../server/models/schema.ts';
import { problemOf } from '../../../../_client/problem-of.ts';
import { useTRPC } from '../../../../_client/trpc.tsx';
import { Button } from '../../../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../../../_components/card.tsx';
import { ConfirmDialog } from '../../../../_components/confirm-dialog.tsx';
import { ErrorPanel } from '../../../../_components/error-panel.tsx';
import { Field } from '../../../../_components/field.tsx';
import { showToast } from '../../../../_components/show-toast.tsx';
import { Textarea } from '../../../../_components/textarea.tsx';
import { ExamplesCard } from './examples-card.tsx';

/** What the model says of itself, and the way to take it out of the library. */
export function ModelSettings({ team, model }: { team: string; model: ModelView }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [description, setDescription] = useState(model.description);
  const update = useMutation(trpc.models.update.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.models.pathKey() }) }));
  return (
    <div className="flex max-w-160 flex-col gap-4">
      <Card>
        <CardHeader title="Description" />
        <CardBody>
          <Field label="What it does" hint="Shown on its card and found by search.">
            <Textarea rows={3} maxLength={2000} value={description} onChange={(event) => setDescription(event.target.value)} />
          </Field>
          <Button
            className="mt-3"
            pending={update.isPending}
            done={update.isSuccess && description === update.variables.description}
            doneLabel="Saved"
            disabled={description === model.description && !update.isSuccess}
            onClick={() => update.mutate({ team, model: model.name, description })}
          >
            Save
          </Button>
          {update.error ? <ErrorPanel problem={problemOf(update.error)} /> : null}
        </CardBody>
      </Card>
      <ExamplesCard team={team} model={model.name} />
      <DeleteModel team={team} model={model} />
    </div>
  );
}

function DeleteModel({ team, model }: { team: string; model: ModelView }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(trpc.models.delete.mutationOptions());
  const restore = useMutation(trpc.models.restore.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.models.pathKey() }) }));
  const confirm = async () => {
    const { id } = await remove.mutateAsync({ team, model: model.name });
    router.push(`/${team}/models`);
    await client.invalidateQueries({ queryKey: trpc.models.pathKey() });
    showToast({ title: `Deleted ${model.name}`, fact: 'You can undo this for 7 days.', action: { label: 'Undo', run: () => restore.mutate({ team, id }) } });
  };
  return (
    <Card>
      <CardHeader title="Delete this model" />
      <CardBody>
        <p className="text-ink-2">
          {formatNoun(model.versionCount, 'version')} and {model.versionCount === 1 ? 'its files go' : 'their files go'}; calls to it answer 404.
          {model.runCount > 0 ? ` ${keptRuns(model.runCount)}` : ''} You can undo this for 7 days.
        </p>
        <Button variant="danger" className="mt-3" onClick={() => setAsking(true)}>
          Delete model
        </Button>
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Delete ${model.name}?`}
          description={`${formatNoun(model.versionCount, 'version')}, their files, and its address. You can undo this for 7 days.`}
          confirmLabel="Delete model"
          danger
          onConfirm={confirm}
        />
      </CardBody>
    </Card>
  );
}

function keptRuns(count: number): string {
  return count === 1
    ? 'Its run keeps its result for as long as runs are kept.'
    : `Its ${formatNoun(count, 'run')} keep their results for as long as runs are kept.`;
}
