'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { enter } from '../(auth)/enter.ts';
import { leave } from '../(auth)/leave.ts';
import { FormProblem } from '../(auth)/form-problem.tsx';
import { clientError } from '../_client/client-error.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Button } from '../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../_components/card.tsx';
import { Field } from '../_components/field.tsx';
import { PasswordInput } from '../_components/password-input.tsx';

/** Change the password; sign out here or everywhere. */
export function AccountForms({ email, changed }: { email: string; changed: boolean }) {
  return (
    <>
      <PasswordCard email={email} changed={changed} />
      <SessionsCard />
    </>
  );
}

function PasswordCard({ email, changed }: { email: string; changed: boolean }) {
  const trpc = useTRPC();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation(
    trpc.accounts.changePassword.mutationOptions({
      // Every session has ended, this one too: go on in a new one.
      onSuccess: async () => {
        await enter({ email, password: next, to: '/account?changed=password' });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ current, next });
  };
  return (
    <Card>
      <CardHeader title="Password" />
      <CardBody>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Current password" required>
            <PasswordInput name="current" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />
          </Field>
          <Field label="New password" required hint="At least 12 characters. Other devices are signed out.">
            <PasswordInput name="next" autoComplete="new-password" required minLength={12} value={next} onChange={(event) => setNext(event.target.value)} />
          </Field>
          {changed && change.isIdle ? (
            <p role="status" className="text-ok-text">
              Your password is changed. Other devices are signed out.
            </p>
          ) : null}
          <FormProblem problem={change.error ? clientError(change.error) : null} />
          <div>
            <Button type="submit" pending={change.isPending || change.isSuccess} pendingLabel="Changing">
              Change password
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

function SessionsCard() {
  const trpc = useTRPC();
  const everywhere = useMutation(trpc.accounts.signOut.mutationOptions({ onSuccess: () => leave() }));
  return (
    <Card>
      <CardHeader title="Sessions" />
      <CardBody>
        <p className="mb-3 text-ink-2">A session lasts 30 days. Signing out everywhere ends all of them at once.</p>
        <div className="flex gap-2">
          <Button onClick={() => void leave()}>Sign out</Button>
          <Button variant="danger" pending={everywhere.isPending} pendingLabel="Signing out" onClick={() => everywhere.mutate({ everywhere: true })}>
            Sign out everywhere
          </Button>
        </div>
        <FormProblem problem={everywhere.error ? clientError(everywhere.error) : null} />
      </CardBody>
    </Card>
  );
}
