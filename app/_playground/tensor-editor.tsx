'use client';

import { Ellipsis } from 'lucide-react';
import { useId, useRef } from 'react';
import { formatBytes } from '../../server/format-bytes.ts';
import { formatCount } from '../../server/format-count.ts';
import { formatTensorType } from '../../server/signatures/format-tensor.ts';
import { IconButton } from '../_components/icon-button.tsx';
import { Input } from '../_components/input.tsx';
import { Menu } from '../_components/menu.tsx';
import { Switch } from '../_components/switch.tsx';
import { Textarea } from '../_components/textarea.tsx';
import { filled, withNpy, withShape, withText, type TensorDraft } from './tensor-draft.ts';

/** One input: its shape where that is open, its values as JSON, or what they are when they are many. */
export function TensorEditor({ draft, onChange }: { draft: TensorDraft; onChange(draft: TensorDraft): void }) {
  const { field } = draft;
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const takeFile = async (taken: File | undefined) => {
    if (taken) onChange(withNpy(draft, { name: taken.name, bytes: new Uint8Array(await taken.arrayBuffer()) }));
  };
  return (
    <fieldset
      className="border-b py-4 first:pt-0 last:border-b-0"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void takeFile(event.dataTransfer.files[0]);
      }}
    >
      <legend className="float-left mb-2 flex w-full items-center gap-2">
        <label htmlFor={id} className="font-medium wrap-anywhere">
          {field.name}
          <span className="text-bad-text" aria-hidden>
            {' '}
            *
          </span>
        </label>
        <span className="ml-auto font-mono text-meta text-ink-3">{formatTensorType(field)}</span>
        <Menu
          align="end"
          trigger={
            <IconButton label={`Fill ${field.name}`} bare>
              <Ellipsis className="size-4" strokeWidth={1.75} />
            </IconButton>
          }
          items={[
            { heading: 'Fill with' },
            { label: 'Zeros', onSelect: () => onChange(filled(field, { shape: draft.shape, fill: 'zeros' })) },
            { label: 'Ones', onSelect: () => onChange(filled(field, { shape: draft.shape, fill: 'ones' })) },
            { label: 'Random', onSelect: () => onChange(filled(field, { shape: draft.shape, fill: 'random' })) },
            'separator',
            { label: 'A .npy file', onSelect: () => file.current?.click() },
          ]}
        />
      </legend>
      <input ref={file} type="file" accept=".npy" className="hidden" aria-hidden tabIndex={-1} onChange={(event) => void takeFile(event.target.files?.[0])} />
      <div className="clear-both flex flex-col gap-2">
        <ShapeEditor draft={draft} onChange={onChange} />
        <Values id={id} draft={draft} onChange={onChange} />
        {draft.problem ? (
          <p id={`${id}-problem`} role="alert" className="text-meta text-bad-text">
            {draft.problem}
          </p>
        ) : null}
      </div>
    </fieldset>
  );
}

function Values({ id, draft, onChange }: { id: string; draft: TensorDraft; onChange(draft: TensorDraft): void }) {
  const { field, text } = draft;
  if (text === null) {
    return (
      <p id={id} className="rounded-control bg-sunken px-3 py-2 text-ink-2">
        {formatCount(draft.shape.reduce((product, size) => product * size, 1))} elements, {formatBytes(draft.bytes.byteLength)}, {draft.source}.
      </p>
    );
  }
  const describedBy = draft.problem ? `${id}-problem` : undefined;
  const single = draft.shape.length === 0;
  if (single && field.datatype === 'BOOL')
    return <Switch aria-label={field.name} checked={text === 'true'} onCheckedChange={(on) => onChange(withText(draft, String(on)))} />;
  if (single && field.datatype === 'BYTES') {
    return <Input id={id} value={asText(text)} onChange={(event) => onChange(withText(draft, JSON.stringify(event.target.value)))} />;
  }
  if (single)
    return (
      <Input
        id={id}
        mono
        inputMode="decimal"
        value={text}
        aria-describedby={describedBy}
        invalid={draft.problem !== null}
        onChange={(event) => onChange(withText(draft, event.target.value))}
      />
    );
  return (
    <Textarea
      id={id}
      mono
      className="max-h-56"
      rows={Math.min(8, Math.max(2, text.split('\n').length))}
      spellCheck={false}
      value={text}
      aria-describedby={describedBy}
      invalid={draft.problem !== null}
      onChange={(event) => onChange(withText(draft, event.target.value))}
    />
  );
}

function asText(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : json;
  } catch {
    return json;
  }
}

/** Sizes of the axes the model leaves open, under their names. */
function ShapeEditor({ draft, onChange }: { draft: TensorDraft; onChange(draft: TensorDraft): void }) {
  const declared = draft.field.shape ?? draft.shape.map(() => null);
  if (declared.every((dim) => typeof dim === 'number')) return null;
  const change = (axis: number, value: string) => {
    const size = value === '' ? Number.NaN : Number(value);
    onChange(
      withShape(
        draft,
        draft.shape.map((old, index) => (index === axis ? size : old)),
      ),
    );
  };
  return (
    <div className="flex flex-wrap items-end gap-2">
      {declared.map((dim, axis) =>
        typeof dim === 'number' ? null : (
          <label key={axis} className="flex items-center gap-1.5 text-meta text-ink-3">
            <span className="max-w-40 truncate font-mono" title={dim ?? undefined}>
              {dim ?? `axis ${axis}`}
            </span>
            <span className="w-20">
              <Input
                size="sm"
                mono
                type="number"
                min={0}
                aria-label={`Size of ${dim ?? `axis ${axis}`} of ${draft.field.name}`}
                value={Number.isNaN(draft.shape[axis]) ? '' : String(draft.shape[axis])}
                onChange={(event) => change(axis, event.target.value)}
              />
            </span>
          </label>
        ),
      )}
    </div>
  );
}
