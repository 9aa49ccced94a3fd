'use client';

import type { NumberField } from '../../server/signatures/field.ts';
import { Input } from '../_components/input.tsx';

/** A number: a slider beside its box where both ends are known. Left alone it is the model's default. */
export function NumberEditor({ field, data, onChange }: { field: NumberField; data: unknown; onChange(data: unknown): void }) {
  const { min, max, integer } = field;
  const shown = typeof data === 'number' ? data : field.default;
  const step = integer ? 1 : max !== undefined && min !== undefined ? (max - min) / 100 : 'any';
  const change = (text: string) => onChange(text === '' ? undefined : Number(text));
  return (
    <div className="flex items-center gap-3">
      {min !== undefined && max !== undefined ? (
        <input
          type="range"
          className="min-w-0 grow accent-accent"
          aria-label={field.title ?? field.name}
          min={min}
          max={max}
          step={step}
          value={shown ?? min}
          onChange={(event) => change(event.target.value)}
        />
      ) : null}
      <span className={min !== undefined && max !== undefined ? 'w-24 shrink-0' : 'grow'}>
        <Input
          type="number"
          mono
          min={min}
          max={max}
          step={step}
          value={shown === undefined || Number.isNaN(shown) ? '' : String(shown)}
          trailing={field.unit}
          onChange={(event) => change(event.target.value)}
        />
      </span>
    </div>
  );
}
