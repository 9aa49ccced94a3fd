'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Button } from '../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { ConfirmDialog } from '../../_components/confirm-dialog.tsx';
import { Field } from '../../_components/field.tsx';
import { PasswordInput } from '../../_components/password-input.tsx';
import { Status } from '../../_components/status.tsx';

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens';

/** What the team shows the Hugging Face Hub to import models that are private or gated. It is never shown again. */
export function HubToken({ team, isSet }: { team: string; isSet: boolean }) {
  const trpc = useTRPC();
  const [there, setThere] = useState(isSet);
  const [token, setToken] = useState('');
  const [asking, setAsking] = useState(false);
  const update = useMutation(
    trpc.teams.update.mutationOptions({
      onSuccess: (view) => {
        setThere(view.hasHubToken);
        setToken('');
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim()) update.mutate({ team, hubToken: token.trim() });
  };
  return (
    <Card aria-label="Hugging Face">
      <CardHeader title="Hugging Face" fact={<span aria-live="polite">{there ? <Status tone="ok">Token kept</Status> : 'no token'}</span>} />
      <CardBody>
        <p className="mb-4 text-ink-2">
          Models that are private or gated are imported with a token of somebody who may read them. It is stored encrypted, sent to the Hub alone, and never
          shown again.
        </p>
        <form onSubmit={submit}>
          <Field
            label={there ? 'Another read token' : 'Read token'}
            error={update.error ? clientError(update.error).message : null}
            hint={
              <>
                Made at{' '}
                <a className="link" href={TOKENS_PAGE} target="_blank" rel="noreferrer">
                  huggingface.co/settings/tokens
                </a>
                ; the kind “Read” is enough.
              </>
            }
          >
            <PasswordInput what="token" mono value={token} placeholder="hf_…" onChange={(event) => setToken(event.target.value)} autoComplete="off" />
          </Field>
          <div className="mt-4 flex gap-2">
            <Button type="submit" disabled={!token.trim()} disabledReason="Type or paste a token first" pending={update.isPending} pendingLabel="Saving">
              {there ? 'Replace token' : 'Save token'}
            </Button>
            {there ? (
              <Button variant="ghost" onClick={() => setAsking(true)}>
                Remove token
              </Button>
            ) : null}
          </div>
        </form>
      </CardBody>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Remove the Hugging Face token?"
        description="Models that are private or gated can no longer be imported, and no import of one can go on. What is here already stays. The token cannot be brought back."
        confirmLabel="Remove token"
        onConfirm={() => update.mutateAsync({ team, hubToken: null })}
      />
    </Card>
  );
}
