'use client';

import { createContext, useContext } from 'react';

export type FieldWiring = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean };

export const FieldContext = createContext<FieldWiring | null>(null);

type Own = { id?: string | undefined; 'aria-describedby'?: string | undefined; invalid?: boolean | undefined; required?: boolean | undefined };

/** The id and aria attributes a control takes from the Field round it; its own win. */
export function useFieldWiring(own: Own) {
  const field = useContext(FieldContext);
  const invalid = own.invalid ?? field?.invalid ?? false;
  return {
    id: own.id ?? field?.id,
    'aria-describedby': own['aria-describedby'] ?? field?.describedBy,
    'aria-invalid': invalid || undefined,
    'aria-required': (own.required ?? field?.required) || undefined,
  };
}
