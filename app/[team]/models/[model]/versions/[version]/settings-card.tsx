'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { VersionView } from '../../../../../../server/versions/schema.ts';
import { problemOf } from '../../../../../_client/problem-of.ts';
import { useTRPC } from '../../../../../_client/trpc.tsx';
import { Button } from '../../../../../_components/button.tsx';
import { Card, CardBody, CardFooter, CardHeader } from '../../../../../_components/card.tsx';
import { ErrorPanel } from '../../../../../_components/error-panel.tsx';
import { Field } from '../../../../../_components/field.tsx';
import { Input } from '../../../../../_components/input.tsx';
import { Select } from '../../../../../_components/select.tsx';
import { Switch } from '../../../../../_components/switch.tsx';
import { changesOf, draftOf, type NumberSetting, type SettingsDraft } from './settings-draft.ts';

const DEVICES = [
  { value: 'auto', label: 'Any', hint: 'A GPU where a worker has one, else the CPU.' },
  { value: 'cpu', label: 'CPU' },
  { value: 'gpu', label: 'GPU', hint: 'Waits until a worker has one.' },
] as const;

interface NumberField {
  name: NumberSetting;
  label: string;
  unit?: string;
  /** Shown in the empty field. */
  standard: string;
  hint: string;
}

/** How a version runs: every setting with what applies while it is empty. Takes effect at once; the version stays as it is. */
export function SettingsCard({ team, version }: { team: string; version: VersionView }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [saved, setSaved] = useState(version.settings);
  const [draft, setDraft] = useState(() => draftOf(version.settings));
  const { changes, errors } = changesOf(draft, saved);
  const update = useMutation(
    trpc.versions.updateSettings.mutationOptions({
      onSuccess: async ({ settings }) => {
        setSaved(settings);
        setDraft(draftOf(settings));
        await client.invalidateQueries({ queryKey: trpc.versions.pathKey() });
        router.refresh();
      },
    }),
  );
  const edited = Object.keys(changes).length > 0 || Object.keys(errors).length > 0;
  return (
    <Card>
      <CardHeader title="How it runs" fact="An empty field takes its default" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(errors).length === 0) update.mutate({ team, model: version.model, version: version.number, settings: changes });
        }}
      >
        <CardBody className="grid gap-4 sm:grid-cols-2">
          <Field label="Device">
            <Select value={draft.device} options={DEVICES} onValueChange={(device) => setDraft({ ...draft, device })} />
          </Field>
          <NumberFields fields={fieldsOf(version)} draft={draft} errors={errors} onChange={setDraft} />
          <Switch
            className="sm:col-span-2"
            label="Keep it loaded"
            hint="It is never unloaded to make room for others."
            checked={draft.pinned}
            onCheckedChange={(pinned) => setDraft({ ...draft, pinned })}
          />
        </CardBody>
        {update.error ? <ErrorPanel problem={problemOf(update.error)} /> : null}
        <CardFooter>
          <Button type="submit" pending={update.isPending} pendingLabel="Saving" done={update.isSuccess && !edited} doneLabel="Saved" disabled={!edited}>
            Save
          </Button>
          <span className="min-w-0 flex-1">Threads and memory apply to instances loaded from now on, the rest to the next runs.</span>
        </CardFooter>
      </form>
    </Card>
  );
}

interface NumberFieldsProps {
  fields: NumberField[];
  draft: SettingsDraft;
  errors: Partial<Record<NumberSetting, string>>;
  onChange: (draft: SettingsDraft) => void;
}

function NumberFields({ fields, draft, errors, onChange }: NumberFieldsProps) {
  return fields.map(({ name, label, unit, standard, hint }) => (
    <Field key={name} label={label} hint={hint} error={errors[name] ?? null}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        placeholder={standard}
        value={draft.numbers[name]}
        onChange={(event) => onChange({ ...draft, numbers: { ...draft.numbers, [name]: event.target.value } })}
        trailing={unit ? <span className="pr-1.5 text-meta">{unit}</span> : undefined}
      />
    </Field>
  ));
}

function fieldsOf({ batching }: VersionView): NumberField[] {
  const measured = batching ? 'measured at deploy' : 'not measured';
  const batch = batching?.batchable === false ? 'Its runs cannot share a call.' : `1 never batches. ${batching?.chosen ?? 1}: ${measured}.`;
  return [
    { name: 'threads', label: 'Threads', standard: batching ? String(batching.threads) : 'Default', hint: `Of one instance. Empty: ${measured}.` },
    { name: 'maxInstances', label: 'Most instances', standard: 'As many as fit', hint: 'On one worker, while runs queue up.' },
    { name: 'maxBatch', label: 'Most runs in a call', standard: String(batching?.chosen ?? 1), hint: batch },
    { name: 'batchDelayMs', label: 'Wait for more runs', unit: 'ms', standard: '0', hint: 'Before a call starts with fewer.' },
    { name: 'timeoutMs', label: 'Longest run', unit: 's', standard: 'Default', hint: 'Then it is stopped and fails. Empty: the installation’s limit.' },
    { name: 'maxWaiting', label: 'Most runs waiting', standard: '10,000', hint: 'Beyond it callers get 429.' },
    { name: 'memoryLimitBytes', label: 'Memory limit', unit: 'MB', standard: 'Default', hint: 'Of one instance. Empty: the installation’s limit.' },
  ];
}
