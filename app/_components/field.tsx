'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { FieldContext } from './field-context.ts';

type FieldProps = {
  label: ReactNode;
  /** Small words to the right of the label. */
  aside?: ReactNode;
  hint?: ReactNode;
  /** One sentence that names the value and the remedy; takes the hint's place. */
  error?: string | null;
  required?: boolean;
  id?: string;
  className?: string;
  children: ReactNode;
};

/** Label above, one control, hint or error under it; the control is wired by context. */
export function Field({ label, aside, hint, error, required = false, id: ownId, className, children }: FieldProps) {
  const made = useId();
  const id = ownId ?? made;
  const noteId = `${id}-note`;
  const wiring = { id, describedBy: error || hint ? noteId : undefined, invalid: Boolean(error), required };
  return (
    <FieldContext value={wiring}>
      <div className={classNames('min-w-0', className)}>
        <div className="mb-1.5 flex items-baseline justify-between gap-3">
          <label htmlFor={id} className="font-medium">
            {label}
            {required && <span className="text-bad-text"> *</span>}
          </label>
          {aside && <span className="text-meta text-ink-3 tnum">{aside}</span>}
        </div>
        {children}
        {error ? (
          <p id={noteId} className="mt-1.5 text-meta text-bad-text" role="alert">
            {error}
          </p>
        ) : (
          hint && (
            <div id={noteId} className="mt-1.5 text-meta text-ink-3">
              {hint}
            </div>
          )
        )}
      </div>
    </FieldContext>
  );
}
