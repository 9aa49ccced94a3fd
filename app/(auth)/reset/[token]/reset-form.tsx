'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { clientError } from '../../../_client/client-error.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Field } from '../../../_components/field.tsx';
import { PasswordInput } from '../../../_components/password-input.tsx';
import { enter } from '../../enter.ts';
import { FormProblem } from '../../form-problem.tsx';

/** A new password, then straight in with it. */
export function ResetForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const [password, setPassword] = useState('');
  const reset = useMutation(
    trpc.accounts.resetPassword.mutationOptions({
      onSuccess: async ({ email }) => {
        await enter({ email, password, to: '/' });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ token, password });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="New password" required hint="At least 12 characters.">
        <PasswordInput
          name="password"
          autoComplete="new-password"
          autoFocus
          required
          minLength={12}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <FormProblem problem={reset.error ? clientError(reset.error) : null} />
      <Button type="submit" variant="primary" size="lg" pending={reset.isPending || reset.isSuccess} pendingLabel="Saving">
        Save and sign in
      </Button>
    </form>
  );
}
