'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientError } from '../_client/client-error.ts';
import { useTRPC } from '../_client/trpc.tsx';
import { Button } from '../_components/button.tsx';
import { CopyButton } from '../_components/copy-button.tsx';
import { Dialog } from '../_components/dialog.tsx';
import { Field } from '../_components/field.tsx';
import { Input } from '../_components/input.tsx';
import { RelativeTime } from '../_components/relative-time.tsx';
import { Select } from '../_components/select.tsx';

const DAYS = { '1': 'For a day', '7': 'For a week', '30': 'For 30 days', '90': 'For 90 days' } as const;
type Days = keyof typeof DAYS;

/** Makes a link to one run, and takes back those that were made before. */
export function ShareDialog({ team, id, onClose }: { team: string; id: string; onClose(): void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [days, setDays] = useState<Days>('7');
  const share = useMutation(
    trpc.invocations.share.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.invocations.shareLinks.queryKey({ team, id }) }) }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title="Share a link to this run"
      description="Whoever has the link sees what went in and what came out of this one run, without an account."
      footer={
        <Button variant={share.data ? 'primary' : undefined} onClick={onClose}>
          {share.data ? 'Done' : 'Cancel'}
        </Button>
      }
    >
      <div className="flex items-end gap-2">
        <Select<Days>
          label="How long"
          value={days}
          onValueChange={setDays}
          options={Object.entries(DAYS).map(([value, label]) => ({ value: value as Days, label }))}
        />
        <Button variant="primary" pending={share.isPending} pendingLabel="Making it" onClick={() => share.mutate({ team, id, days: Number(days) })}>
          Make a link
        </Button>
      </div>
      {share.error ? (
        <p role="alert" className="mt-3 text-bad-text">
          {clientError(share.error).message}
        </p>
      ) : null}
      {share.data ? (
        <Field className="mt-4" label="Link" hint="It is shown once: copy it now.">
          <span className="flex gap-2">
            <Input className="grow" mono readOnly value={share.data.url} />
            <CopyButton value={share.data.url} label="Copy" size="md" />
          </span>
        </Field>
      ) : null}
      <Links team={team} id={id} />
    </Dialog>
  );
}

function Links({ team, id }: { team: string; id: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const links = useQuery(trpc.invocations.shareLinks.queryOptions({ team, id }));
  const unshare = useMutation(
    trpc.invocations.unshare.mutationOptions({ onSuccess: () => client.invalidateQueries({ queryKey: trpc.invocations.shareLinks.queryKey({ team, id }) }) }),
  );
  if (!links.data?.length) return null;
  return (
    <section aria-label="Links that work" className="mt-4 border-t pt-3">
      <h3 className="text-meta text-ink-3">Links that work</h3>
      <ul className="mt-1 divide-y">
        {links.data.map((link) => (
          <li key={link.id} className="flex items-center justify-between gap-3 py-1.5">
            <span className="min-w-0 truncate text-ink-2">
              {link.createdBy.name}, until <RelativeTime at={link.expiresAt} />
            </span>
            <Button
              size="sm"
              pending={unshare.isPending && unshare.variables.link === link.id}
              pendingLabel="Taking it back"
              onClick={() => unshare.mutate({ team, link: link.id })}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
      {unshare.error ? (
        <p role="alert" className="mt-2 text-bad-text">
          {clientError(unshare.error).message}
        </p>
      ) : null}
    </section>
  );
}
