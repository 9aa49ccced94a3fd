'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { useFieldWiring } from '../_components/field-context.ts';

const BETWEEN = /[,\n\t]/;

/**
 * A list of short texts: Enter, a comma or leaving the box makes one of what was typed, which counts from its first letter on;
 * Backspace in the empty box takes the last back.
 */
export function ListEditor({ data, label, onChange }: { data: unknown; label: string; onChange(data: unknown): void }) {
  const [typed, setTyped] = useState('');
  const wiring = useFieldWiring({});
  // What is being typed is the last of the data already, unless it is there twice.
  const [pending, setPending] = useState<string | null>(null);
  const all = Array.isArray(data) ? data.map(String) : typeof data === 'string' ? data.split(',') : [];
  const texts = pending !== null && all.at(-1) === pending ? all.slice(0, -1) : all;
  const change = (next: readonly string[]) => {
    const kept = [...new Set(next.map((text) => text.trim()).filter((text) => text !== ''))];
    onChange(kept.length > 0 ? kept : undefined);
  };
  const type = (text: string) => {
    const item = text.trim();
    setTyped(text);
    setPending(item === '' || texts.includes(item) ? null : item);
    change([...texts, item]);
  };
  const add = (text: string) => {
    setTyped('');
    setPending(null);
    if (text.trim() !== '') change([...texts, ...text.split(BETWEEN)]);
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5 rounded-control border border-line-control bg-surface p-1.5 text-ui has-[input:focus-visible]:focus-ring">
      {texts.map((text, index) => (
        <span key={text} className="inline-flex min-w-0 items-center gap-0.5 rounded-chip bg-sunken pl-2">
          <span className="wrap-anywhere">{text}</span>
          <button
            type="button"
            aria-label={`Remove ${text}`}
            className="flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:text-ink focus-visible:focus-ring max-lg:size-8"
            onClick={() => change(texts.toSpliced(index, 1))}
          >
            <X className="size-3.5" strokeWidth={1.75} />
          </button>
        </span>
      ))}
      <input
        {...wiring}
        value={typed}
        placeholder={texts.length === 0 ? 'Type one, then Enter' : 'Another'}
        aria-label={texts.length > 0 ? `${label}: another` : undefined}
        className="h-6 min-w-32 grow bg-transparent px-1 outline-none placeholder:text-ink-3 max-lg:h-8 max-sm:text-[16px]"
        onChange={({ target }) => (BETWEEN.test(target.value) ? add(target.value) : type(target.value))}
        onBlur={() => add(typed)}
        onPaste={(event) => {
          // An input takes the lines of a list as one.
          const text = event.clipboardData.getData('text');
          if (!BETWEEN.test(text)) return;
          event.preventDefault();
          add(`${typed}${text}`);
        }}
        onKeyDown={(event) => {
          const { key, nativeEvent } = event;
          if (nativeEvent.isComposing) return;
          if (key === 'Enter' && typed.trim() !== '') {
            // Enter would send the form.
            if (!event.ctrlKey && !event.metaKey) event.preventDefault();
            add(typed);
          } else if (key === 'Backspace' && typed === '' && texts.length > 0) change(texts.slice(0, -1));
        }}
      />
    </div>
  );
}
