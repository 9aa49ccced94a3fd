'use client';

import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { clientError } from '../../../_client/client-error.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { AccountFields } from '../../account-fields.tsx';
import { enter } from '../../enter.ts';
import { FormProblem } from '../../form-problem.tsx';

/** Joins as the person signed in, or with a new account. */
export function InviteForm({ token, email, signedInAs }: { token: string; email: string | null; signedInAs: string | null }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [draft, setDraft] = useState({ email: email ?? '', name: '', password: '' });
  const accept = useMutation(
    trpc.teams.acceptInvitation.mutationOptions({
      onSuccess: async ({ team }) => {
        const to = `/${team}/models`;
        if (signedInAs) router.push(to);
        else await enter({ email: draft.email, password: draft.password, to });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate({ token, account: signedInAs ? undefined : draft });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {signedInAs ? <p className="text-ink-2">You join as {signedInAs}.</p> : <AccountFields draft={draft} onChange={setDraft} lockedEmail={email !== null} />}
      <FormProblem problem={accept.error ? clientError(accept.error) : null} />
      <Button type="submit" variant="primary" size="lg" pending={accept.isPending || accept.isSuccess} pendingLabel="Joining">
        {signedInAs ? 'Join' : 'Make an account and join'}
      </Button>
      {signedInAs ? null : (
        <p className="text-ink-2">
          Have an account?{' '}
          <Link className="link" href={`/login?callbackUrl=/invite/${token}`}>
            Sign in first
          </Link>
        </p>
      )}
    </form>
  );
}
