'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { mayGrant } from '../../../../server/access/policy.ts';
import { ROLES, type Role } from '../../../../server/access/schema.ts';
import { problemOf } from '../../../_client/problem-of.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Checkbox } from '../../../_components/checkbox.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { Dialog } from '../../../_components/dialog.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Field } from '../../../_components/field.tsx';
import { Input } from '../../../_components/input.tsx';
import { Select } from '../../../_components/select.tsx';

interface CreateKeyProps {
  team: string;
  role: Role;
  open: boolean;
  onOpenChange(open: boolean): void;
}

/** Name and role, then the key itself, this once. */
export function CreateKey({ team, role, open, onOpenChange }: CreateKeyProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const create = useMutation(trpc.apiKeys.create.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.apiKeys.pathKey() }) }));
  const [name, setName] = useState('');
  const [keyRole, setKeyRole] = useState<Role>('developer');
  const close = () => {
    create.reset();
    setName('');
    onOpenChange(false);
  };
  if (create.data) return <NewKey apiKey={create.data.key} onDone={close} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ team, name, role: keyRole });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      title="Create an API key"
      description="It is shown once, after you create it."
      footer={
        <>
          <Button onClick={close}>Not now</Button>
          <Button variant="primary" type="submit" form="create-key" pending={create.isPending} pendingLabel="Creating">
            Create key
          </Button>
        </>
      }
    >
      <form id="create-key" onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" required hint="What it is for: “dock scanner”, “nightly job”.">
          <Input required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Role" hint="An invoker runs models and reads runs; a developer deploys too.">
          <Select<Role>
            value={keyRole}
            onValueChange={setKeyRole}
            options={ROLES.filter((item) => mayGrant(role, item)).map((item) => ({ value: item, label: item }))}
          />
        </Field>
        {create.error ? <ErrorPanel problem={problemOf(create.error)} /> : null}
      </form>
    </Dialog>
  );
}

function NewKey({ apiKey, onDone }: { apiKey: string; onDone(): void }) {
  const [kept, setKept] = useState(false);
  const copy = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      onOpenChange={(next) => (next || !kept ? undefined : onDone())}
      dismissable={kept}
      title="Copy the key now"
      description="It is kept as a hash: nobody can show it again."
      initialFocus={copy}
      footer={
        <Button variant="primary" disabled={!kept} disabledReason="Tick that you have kept it." onClick={onDone}>
          Done
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-control border bg-sunken p-3">
        <code data-testid="new-key" className="font-mono text-meta break-all select-all">
          {apiKey}
        </code>
        <CopyButton ref={copy} value={apiKey} />
      </div>
      <div className="mt-4">
        <Checkbox checked={kept} onCheckedChange={(on) => setKept(on === true)} label="I have kept it somewhere safe" />
      </div>
    </Dialog>
  );
}
