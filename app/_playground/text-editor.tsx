'use client';

import { Plus, X } from 'lucide-react';
import { formatCount } from '../../server/format-count.ts';
import type { TextField } from '../../server/signatures/field.ts';
import { Button } from '../_components/button.tsx';
import { IconButton } from '../_components/icon-button.tsx';
import { Textarea } from '../_components/textarea.tsx';

/** A sentence, not a page. */
const SHORT = 2000;

/** How long a text is becomes a matter once it is near the limit. */
const TOLD_FROM = 0.8;

/** A text, or several one under the other where the model takes them. */
export function TextEditor({
  field,
  data,
  onChange,
}: {
  field: Pick<TextField, 'maxChars' | 'multiline' | 'default'>;
  data: unknown;
  onChange(data: unknown): void;
}) {
  const texts = Array.isArray(data) ? (data as string[]) : [typeof data === 'string' ? data : (field.default ?? '')];
  const change = (next: string[]) => onChange(next.length === 1 ? next[0] : next);
  const longest = Math.max(...texts.map((text) => text.length));
  return (
    <div className="flex flex-col gap-2">
      {texts.map((text, index) => (
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 grow">
            <Textarea
              rows={field.maxChars !== undefined && field.maxChars <= SHORT ? 2 : 3}
              value={text}
              aria-label={texts.length > 1 ? `Text ${index + 1}` : undefined}
              onChange={(event) => change(texts.with(index, event.target.value))}
            />
          </div>
          {texts.length > 1 ? (
            <IconButton label={`Remove text ${index + 1}`} bare onClick={() => change(texts.toSpliced(index, 1))}>
              <X className="size-4" strokeWidth={1.75} />
            </IconButton>
          ) : null}
        </div>
      ))}
      <div className="flex items-center justify-between gap-2">
        {field.multiline ? (
          <Button type="button" size="sm" variant="ghost" onClick={() => change([...texts, ''])}>
            <Plus className="size-4" strokeWidth={1.75} /> Another text
          </Button>
        ) : (
          <span />
        )}
        {field.maxChars && longest > field.maxChars * TOLD_FROM ? (
          <span className="text-meta text-ink-3 tnum">
            {formatCount(longest)} of {formatCount(field.maxChars)} characters
          </span>
        ) : null}
      </div>
    </div>
  );
}
