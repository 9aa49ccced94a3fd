'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Field } from '../../_components/field.tsx';
import { PasswordInput } from '../../_components/password-input.tsx';
import { showToast } from '../../_components/show-toast.tsx';

/** What the team shows the Hugging Face Hub to import models that are private or gated. It is never shown again. */
export function HubToken({ team, isSet }: { team: string; isSet: boolean }) {
  const trpc = useTRPC();
  const [there, setThere] = useState(isSet);
  const [token, setToken] = useState('');
  const update = useMutation(
    trpc.teams.update.mutationOptions({
      onSuccess: (view) => {
        setThere(view.hasHubToken);
        setToken('');
      },
      onError: (error) => showToast({ title: clientError(error).message, tone: 'bad' }),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim()) update.mutate({ team, hubToken: token.trim() });
  };
  return (
    <Card aria-label="Hugging Face">
      <CardHeader title="Hugging Face" fact={there ? 'a token is kept' : 'no token'} />
      <CardBody>
        <form onSubmit={submit}>
          <Field label="Read token" hint="For models that are private or gated. Kept sealed, used by this server only, never shown again.">
            <PasswordInput value={token} onChange={(event) => setToken(event.target.value)} autoComplete="off" />
          </Field>
          <div className="mt-3 flex gap-2">
            <Button type="submit" size="sm" disabled={!token.trim()} pending={update.isPending} pendingLabel="Saving">
              {there ? 'Replace it' : 'Keep it'}
            </Button>
            {there ? (
              <Button type="button" size="sm" variant="ghost" onClick={() => update.mutate({ team, hubToken: null })}>
                Remove it
              </Button>
            ) : null}
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
