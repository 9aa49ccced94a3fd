'use client';

import type { ReactNode } from 'react';
import { Field as FieldBox } from '../_components/field.tsx';
import { AudioEditor } from './audio-editor.tsx';
import { ChoiceEditor } from './choice-editor.tsx';
import { ImageEditor } from './image-editor.tsx';
import { isMediaDraft, isTensorDraft, withData, type DataDraft, type InputDraft } from './input-draft.ts';
import { FileEditor } from './file-editor.tsx';
import { ListEditor } from './list-editor.tsx';
import { MessagesEditor } from './messages-editor.tsx';
import { NumberEditor } from './number-editor.tsx';
import { RowEditor } from './row-editor.tsx';
import { TensorEditor } from './tensor-editor.tsx';
import { TextEditor } from './text-editor.tsx';

/** One input by what a person sends for it. */
export function InputEditor({ draft, onChange }: { draft: InputDraft; onChange(draft: InputDraft): void }) {
  if (isTensorDraft(draft)) return <TensorEditor draft={draft} onChange={onChange} />;
  const { field } = draft;
  const box = (children: ReactNode, error: string | null = null) => (
    <FieldBox label={field.title ?? field.name} hint={field.description} required={field.required} error={error} className="mb-4 last:mb-0">
      {children}
    </FieldBox>
  );
  if (isMediaDraft(draft)) {
    const Editor = { image: ImageEditor, audio: AudioEditor, file: FileEditor }[draft.field.encoding];
    return box(<Editor draft={draft} onChange={onChange} />, draft.file ? draft.problem : null);
  }
  return box(<DataEditor draft={draft} onChange={onChange} />, isUntouched(draft.data) ? null : draft.problem);
}

/** What has not been typed yet is no mistake. */
function isUntouched(data: unknown): boolean {
  return data === undefined || data === '' || (Array.isArray(data) && data.includes(''));
}

function DataEditor({ draft, onChange }: { draft: DataDraft; onChange(draft: DataDraft): void }) {
  const { field, data } = draft;
  const change = (next: unknown) => onChange(withData(field, next));
  switch (field.encoding) {
    case 'text':
      if (field.list) return <ListEditor data={data} label={field.title ?? field.name} onChange={change} />;
      return <TextEditor field={field} data={data} onChange={change} />;
    case 'number':
      return <NumberEditor field={field} data={data} onChange={change} />;
    case 'boolean':
    case 'choice':
      return <ChoiceEditor field={field} data={data} onChange={change} />;
    case 'row':
      return <RowEditor field={field} data={data} onChange={change} />;
    case 'json':
      if (field.view === 'messages') return <MessagesEditor data={data} onChange={change} />;
      return <TextEditor field={{ multiline: false }} data={typeof data === 'string' ? data : JSON.stringify(data)} onChange={change} />;
  }
}
