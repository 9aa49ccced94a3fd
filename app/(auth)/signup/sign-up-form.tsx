'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { Field } from '../../_components/field.tsx';
import { Input } from '../../_components/input.tsx';
import { AccountFields } from '../account-fields.tsx';
import { enter } from '../enter.ts';
import { FormProblem } from '../form-problem.tsx';

/** An account with a team of its own. */
export function SignUpForm() {
  const trpc = useTRPC();
  const [draft, setDraft] = useState({ email: '', name: '', password: '' });
  const [team, setTeam] = useState('');
  const signUp = useMutation(
    trpc.accounts.signUp.mutationOptions({
      onSuccess: async (made) => {
        await enter({ email: draft.email, password: draft.password, to: `/${made.team}/models` });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({ ...draft, team });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <AccountFields draft={draft} onChange={setDraft} />
      <Field label="Team name" required hint="Part of every address: a–z, 0–9 and -.">
        <Input name="team" required maxLength={39} value={team} onChange={(event) => setTeam(event.target.value.toLowerCase())} />
      </Field>
      <FormProblem problem={signUp.error ? clientError(signUp.error) : null} />
      <Button type="submit" variant="primary" size="lg" pending={signUp.isPending || signUp.isSuccess} pendingLabel="Signing up">
        Sign up
      </Button>
    </form>
  );
}
