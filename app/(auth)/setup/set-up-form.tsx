'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '../../_components/button.tsx';
import { Field } from '../../_components/field.tsx';
import { Input } from '../../_components/input.tsx';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { AccountFields } from '../account-fields.tsx';
import { enter } from '../enter.ts';
import { FormProblem } from '../form-problem.tsx';

/** First account and team, then straight in. */
export function SetUpForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState({ email: '', name: '', password: '' });
  const [team, setTeam] = useState('');
  const setUp = useMutation(
    trpc.accounts.setUp.mutationOptions({
      onSuccess: async (made) => {
        await enter({ email: draft.email, password: draft.password, to: `/${made.team}/models` });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate({ ...draft, team, token });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <AccountFields draft={draft} onChange={setDraft} />
      <Field label="Team name" required hint="Part of every address: a–z, 0–9 and -.">
        <Input name="team" required maxLength={39} pattern="[a-z0-9][a-z0-9\-]*" value={team} onChange={(event) => setTeam(event.target.value.toLowerCase())} />
      </Field>
      <FormProblem problem={setUp.error ? clientError(setUp.error) : null} />
      <Button type="submit" variant="primary" size="lg" pending={setUp.isPending || setUp.isSuccess} pendingLabel="Setting up">
        Set up
      </Button>
    </form>
  );
}
