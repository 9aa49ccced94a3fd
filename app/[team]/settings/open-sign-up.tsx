'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { showToast } from '../../_components/show-toast.tsx';
import { Switch } from '../../_components/switch.tsx';

/** Who may make an account on this installation. */
export function OpenSignUp({ open }: { open: boolean }) {
  const trpc = useTRPC();
  const [on, setOn] = useState(open);
  const update = useMutation(
    trpc.installation.update.mutationOptions({
      onError: (error) => {
        setOn(open);
        showToast({ title: clientError(error).message, tone: 'bad' });
      },
    }),
  );
  const change = (next: boolean) => {
    setOn(next);
    update.mutate({ openSignUp: next });
  };
  return (
    <Card>
      <CardHeader title="Sign-up" />
      <CardBody>
        <Switch
          checked={on}
          onCheckedChange={change}
          label="Anyone who reaches this address may sign up"
          hint={on ? 'Everybody can make an account and a team of their own. They see nothing of yours.' : 'New people join by an invitation link only.'}
        />
      </CardBody>
    </Card>
  );
}
