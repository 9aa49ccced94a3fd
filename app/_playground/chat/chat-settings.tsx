'use client';

import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Field } from '../../_components/field.tsx';
import { Textarea } from '../../_components/textarea.tsx';
import type { InputDraft } from '../input-draft.ts';
import { InputEditor } from '../input-editor.tsx';

const SAID = ['messages', 'prompt'];

/** What holds for the whole conversation: the system prompt and how answers are drawn. */
export function ChatSettings(props: { system: string; onSystem(system: string): void; drafts: InputDraft[]; onChange(drafts: InputDraft[]): void }) {
  const { system, onSystem, drafts, onChange } = props;
  return (
    <Card aria-label="Settings">
      <CardHeader title="Settings" />
      <CardBody>
        <Field label="System prompt" hint="Said to the model before everything else." className="mb-4">
          <Textarea rows={3} value={system} onChange={(event) => onSystem(event.target.value)} />
        </Field>
        {drafts.map((draft, index) =>
          SAID.includes(draft.field.name) ? null : (
            <InputEditor key={draft.field.name} draft={draft} onChange={(next) => onChange(drafts.map((old, at) => (at === index ? next : old)))} />
          ),
        )}
      </CardBody>
    </Card>
  );
}
