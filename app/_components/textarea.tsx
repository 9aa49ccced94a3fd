'use client';

import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { useFieldWiring } from './field-context.ts';

type TextareaProps = ComponentProps<'textarea'> & { invalid?: boolean; mono?: boolean };

/** Several lines of text that grow with what is typed, between `rows` and 20 lines. */
export function Textarea({ invalid, mono = false, rows = 3, className, ...native }: TextareaProps) {
  const wiring = useFieldWiring({ ...native, invalid });
  return (
    <textarea
      {...native}
      {...wiring}
      rows={rows}
      className={classNames(
        'block field-sizing-content max-h-100 w-full resize-y rounded-control border bg-surface px-2.5 py-1.5 disabled:opacity-45 max-sm:text-[16px]',
        mono ? 'font-mono text-meta leading-[18px]' : 'text-ui',
        rows <= 2 ? 'min-h-14' : rows <= 3 ? 'min-h-18' : 'min-h-32',
        wiring['aria-invalid'] ? 'border-bad' : 'border-line-control',
        className,
      )}
    />
  );
}
