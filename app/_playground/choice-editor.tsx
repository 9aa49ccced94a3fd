'use client';

import type { BooleanField, ChoiceField } from '../../server/signatures/field.ts';
import { Select } from '../_components/select.tsx';
import { Switch } from '../_components/switch.tsx';

/** Yes or no, or one of several. */
export function ChoiceEditor({ field, data, onChange }: { field: BooleanField | ChoiceField; data: unknown; onChange(data: unknown): void }) {
  const label = field.title ?? field.name;
  if (field.encoding === 'boolean') return <Switch aria-label={label} checked={(data ?? field.default) === true} onCheckedChange={onChange} />;
  const options = field.choices.map((value) => ({ value, label: value }));
  return <Select label={label} value={typeof data === 'string' ? data : field.default} onValueChange={onChange} options={options} />;
}
