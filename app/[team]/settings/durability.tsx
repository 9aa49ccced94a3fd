'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Durability } from '../../../server/teams/schema.ts';
import { clientError } from '../../_client/client-error.ts';
import { useTRPC } from '../../_client/trpc.tsx';
import { Card, CardBody, CardHeader } from '../../_components/card.tsx';
import { Segmented } from '../../_components/segmented.tsx';
import { showToast } from '../../_components/show-toast.tsx';

const LOSES: Record<Durability, string> = {
  strict: 'A run and its result are on the disk before anybody is told. Nothing acknowledged is lost, whatever ends: a process, Postgres or the machine.',
  balanced:
    'The disk is not waited for. If Postgres or the machine ends without warning, runs and results of the last instants (less than a second) can be lost; a worker or web process that ends loses nothing.',
};

/** What a team's runs may lose for speed. */
export function DurabilityCard({ team, value, editable }: { team: string; value: Durability; editable: boolean }) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState(value);
  const update = useMutation(
    trpc.teams.update.mutationOptions({
      onError: (error) => {
        setChosen(value);
        showToast({ title: clientError(error).message, tone: 'bad' });
      },
    }),
  );
  const change = (durability: Durability) => {
    setChosen(durability);
    update.mutate({ team, durability });
  };
  return (
    <Card>
      <CardHeader title="Durability" />
      <CardBody>
        {editable ? (
          <Segmented
            label="Durability"
            value={chosen}
            onValueChange={change}
            items={[
              { value: 'strict', label: 'Strict' },
              { value: 'balanced', label: 'Balanced' },
            ]}
          />
        ) : (
          <p className="font-medium">{chosen === 'strict' ? 'Strict' : 'Balanced'}</p>
        )}
        <p className="mt-3 text-ink-2">{LOSES[chosen]}</p>
      </CardBody>
    </Card>
  );
}
