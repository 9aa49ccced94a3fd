'use client';

import { Field } from '../_components/field.tsx';
import { Input } from '../_components/input.tsx';
import { PasswordInput } from '../_components/password-input.tsx';

export interface AccountDraft {
  email: string;
  name: string;
  password: string;
}

/** E-mail, name and password of a new account. */
export function AccountFields({ draft, onChange, lockedEmail }: { draft: AccountDraft; onChange(draft: AccountDraft): void; lockedEmail?: boolean }) {
  return (
    <>
      <Field label="E-mail" required>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          disabled={lockedEmail}
          value={draft.email}
          onChange={(event) => onChange({ ...draft, email: event.target.value })}
        />
      </Field>
      <Field label="Your name">
        <Input name="name" autoComplete="name" maxLength={120} value={draft.name} onChange={(event) => onChange({ ...draft, name: event.target.value })} />
      </Field>
      <Field label="Password" required hint="At least 12 characters.">
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={12}
          value={draft.password}
          onChange={(event) => onChange({ ...draft, password: event.target.value })}
        />
      </Field>
    </>
  );
}
