'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { mayGrant, mayUse } from '../../../../server/access/policy.ts';
import { ROLES, type Role } from '../../../../server/access/schema.ts';
import type { MemberView } from '../../../../server/teams/schema.ts';
import { clientError } from '../../../_client/client-error.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Card } from '../../../_components/card.tsx';
import { ConfirmDialog } from '../../../_components/confirm-dialog.tsx';
import { DataTable } from '../../../_components/data-table.tsx';
import type { DataColumn } from '../../../_components/data-table-types.ts';
import { IconButton } from '../../../_components/icon-button.tsx';
import { Menu } from '../../../_components/menu.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import { Select } from '../../../_components/select.tsx';
import { showToast } from '../../../_components/show-toast.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { ShownLink } from './shown-link.tsx';

const WHAT: Record<Role, string> = {
  owner: 'everything, password links and other owners too',
  admin: 'members, invitations and everything below',
  developer: 'deploys, deletes, makes keys',
  invoker: 'runs models, sees runs',
  viewer: 'sees models and workers',
};

/** Who is in the team and what each may do. */
export function Members({ team, role, me }: { team: string; role: Role; me: string }) {
  const trpc = useTRPC();
  const members = useQuery(trpc.teams.members.queryOptions({ team }));
  const actions = useMemberActions(team);
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<MemberView | null>(null);
  const manages = mayUse(role, 'update-member');
  return (
    <>
      <div className="mb-3 flex items-center gap-4 max-sm:flex-col max-sm:items-start">
        <p className="text-ink-2">{ROLES.map((item) => `${item}: ${WHAT[item]}`).join(' · ')}</p>
        {manages ? (
          <Button variant="primary" className="sm:ml-auto" icon={<UserPlus className="size-4" strokeWidth={1.75} />} onClick={() => setInviting(true)}>
            Invite
          </Button>
        ) : null}
      </div>
      <Card>
        <DataTable
          caption="Members"
          columns={columnsOf({ role, me, manages, onRole: actions.changeRole, onReset: actions.reset, onRemove: setLeaving })}
          rows={members.data ?? []}
          rowKey={(member) => member.id}
          loading={members.isPending}
          density="tall"
        />
      </Card>
      {manages ? <Invitations team={team} /> : null}
      <InviteDialog team={team} role={role} open={inviting} onOpenChange={setInviting} />
      <ShownLink
        title="Password link"
        description="It sets a new password, once, within an hour. Send it to them yourself."
        url={actions.resetUrl}
        onDone={actions.forgetUrl}
      />
      {leaving ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setLeaving(null))}
          title={`Remove ${leaving.name || leaving.email}?`}
          description="They lose the team at once. What they deployed and ran stays."
          confirmLabel="Remove"
          danger
          onConfirm={() => actions.remove(leaving)}
        />
      ) : null}
    </>
  );
}

function useMemberActions(team: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: trpc.teams.pathKey() });
  const onError = (error: unknown) => showToast({ title: clientError(error).message, tone: 'bad' });
  const update = useMutation(trpc.teams.updateMember.mutationOptions({ onSettled: refresh, onError }));
  const remove = useMutation(trpc.teams.removeMember.mutationOptions({ onSuccess: refresh }));
  const reset = useMutation(trpc.accounts.createPasswordReset.mutationOptions({ onError }));
  return {
    changeRole: (member: MemberView, role: Role) => update.mutate({ team, member: member.id, role }),
    reset: (member: MemberView) => reset.mutate({ team, member: member.id }),
    remove: async (member: MemberView) => {
      await remove.mutateAsync({ team, member: member.id });
    },
    resetUrl: reset.data?.url ?? null,
    forgetUrl: () => reset.reset(),
  };
}

interface Columns {
  role: Role;
  me: string;
  manages: boolean;
  onRole(member: MemberView, role: Role): void;
  onReset(member: MemberView): void;
  onRemove(member: MemberView): void;
}

function columnsOf({ role, me, manages, onRole, onReset, onRemove }: Columns): DataColumn<MemberView>[] {
  const columns: DataColumn<MemberView>[] = [
    {
      id: 'name',
      header: 'Member',
      cell: (member) => (
        <span>
          <span className="block font-medium">
            {member.name}
            {member.id === me ? <span className="font-normal text-ink-3"> (you)</span> : null}
          </span>
          <span className="block text-meta text-ink-3">{member.email}</span>
        </span>
      ),
    },
    {
      id: 'role',
      header: 'Role',
      interactive: manages,
      cell: (member) =>
        manages && mayGrant(role, member.role) ? (
          <Select<Role>
            size="sm"
            label={`Role of ${member.name}`}
            value={member.role}
            onValueChange={(next) => onRole(member, next)}
            options={ROLES.filter((item) => mayGrant(role, item)).map((item) => ({ value: item, label: item }))}
          />
        ) : (
          member.role
        ),
    },
    { id: 'joined', header: 'Joined', align: 'right', className: 'max-sm:hidden', cell: (member) => <RelativeTime at={member.joinedAt} /> },
  ];
  if (!manages) return columns;
  const actions: DataColumn<MemberView> = {
    id: 'actions',
    header: '',
    align: 'right',
    interactive: true,
    cell: (member) => (
      <Menu
        align="end"
        trigger={
          <IconButton label={`Actions for ${member.name}`} bare>
            <Ellipsis className="size-4" strokeWidth={1.75} />
          </IconButton>
        }
        items={[
          ...(mayUse(role, 'create-password-reset') ? [{ label: 'Make a password link', onSelect: () => onReset(member) }] : []),
          { label: member.id === me ? 'Leave the team' : 'Remove', danger: true, onSelect: () => onRemove(member) },
        ]}
      />
    ),
  };
  return [...columns, actions];
}
