'use client';

import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Field } from '../../_components/field.tsx';
import { Textarea } from '../../_components/textarea.tsx';
import type { InputDraft } from '../input-draft.ts';
import { InputList } from '../input-list.tsx';

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
        <InputList drafts={drafts} without={SAID} onChange={onChange} />
      </CardBody>
    </Card>
  );
}
