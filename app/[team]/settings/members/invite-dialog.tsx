'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { mayGrant } from '../../../../server/access/policy.ts';
import { ROLES, type Role } from '../../../../server/access/schema.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Dialog } from '../../../_components/dialog.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Field } from '../../../_components/field.tsx';
import { Input } from '../../../_components/input.tsx';
import { Select } from '../../../_components/select.tsx';
import { ShownLink } from './shown-link.tsx';

interface InviteDialogProps {
  team: string;
  role: Role;
  open: boolean;
  onOpenChange(open: boolean): void;
}

/** A role, perhaps an address, then the link to send. */
export function InviteDialog({ team, role, open, onOpenChange }: InviteDialogProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const invite = useMutation(trpc.teams.invite.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.teams.pathKey() }) }));
  const [email, setEmail] = useState('');
  const [as, setAs] = useState<Role>('developer');
  const close = () => {
    invite.reset();
    setEmail('');
    onOpenChange(false);
  };
  if (invite.data) {
    return (
      <ShownLink
        title="Invitation link"
        description="Good for one person and 7 days. Send it to them yourself: it is shown this once."
        url={invite.data.url}
        onDone={close}
      />
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ team, role: as, email: email || undefined });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      title="Invite somebody"
      description="You get a link to send; nothing is mailed."
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button variant="primary" type="submit" form="invite" pending={invite.isPending} pendingLabel="Making the link">
            Make the link
          </Button>
        </>
      }
    >
      <form id="invite" onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Role" required>
          <Select<Role> value={as} onValueChange={setAs} options={ROLES.filter((item) => mayGrant(role, item)).map((item) => ({ value: item, label: item }))} />
        </Field>
        <Field label="E-mail" hint="Where given, only an account with this address can use the link.">
          <Input type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        {invite.error ? <ErrorPanel problem={problemOf(invite.error)} /> : null}
      </form>
    </Dialog>
  );
}
