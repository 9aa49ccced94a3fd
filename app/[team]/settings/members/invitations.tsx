'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';

/** Links that still work. */
export function Invitations({ team }: { team: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { data } = useQuery(trpc.teams.invitations.queryOptions({ team }));
  const revoke = useMutation(trpc.teams.revokeInvitation.mutationOptions({ onSettled: () => client.invalidateQueries({ queryKey: trpc.teams.pathKey() }) }));
  if (!data?.length) return null;
  return (
    <section className="mt-6" aria-label="Open invitations">
      <h2 className="mb-2 text-meta text-ink-3">Open invitations</h2>
      <ul className="divide-y rounded-card border bg-surface">
        {data.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center gap-3 px-4 py-2">
            <span className="font-medium">{invitation.email ?? 'anybody with the link'}</span>
            <span className="text-ink-2">as {invitation.role}</span>
            <span className="text-ink-3">
              ends <RelativeTime at={invitation.expiresAt} />
            </span>
            <Button size="sm" className="ml-auto" onClick={() => revoke.mutate({ team, invitation: invitation.id })}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
