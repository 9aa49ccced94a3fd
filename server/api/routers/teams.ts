import { z } from 'zod';
import { roleSchema } from '../../access/schema.ts';
import { acceptInvitation, getInvitation } from '../../teams/accept-invitation.ts';
import { createInvitation } from '../../teams/create-invitation.ts';
import { getTeam } from '../../teams/get-team.ts';
import { listInvitations } from '../../teams/list-invitations.ts';
import { listMembers } from '../../teams/list-members.ts';
import { removeMember } from '../../teams/remove-member.ts';
import { revokeInvitation } from '../../teams/revoke-invitation.ts';
import { updateTeamSchema } from '../../teams/schema.ts';
import { updateMember } from '../../teams/update-member.ts';
import { updateTeam } from '../../teams/update-team.ts';
import { procedure, router } from '../init.ts';

const team = z.object({ team: z.string() });
const member = team.extend({ member: z.string() });

export const teamsRouter = router({
  get: procedure.input(team).query(({ ctx, input }) => getTeam(ctx, input)),
  update: procedure.input(updateTeamSchema).mutation(({ ctx, input }) => updateTeam(ctx, input)),
  members: procedure.input(team).query(({ ctx, input }) => listMembers(ctx, input)),
  updateMember: procedure.input(member.extend({ role: roleSchema })).mutation(({ ctx, input }) => updateMember(ctx, input)),
  removeMember: procedure.input(member).mutation(({ ctx, input }) => removeMember(ctx, input)),
  invitations: procedure.input(team).query(({ ctx, input }) => listInvitations(ctx, input)),
  invite: procedure.input(team.extend({ role: roleSchema, email: z.string().optional() })).mutation(({ ctx, input }) => createInvitation(ctx, input)),
  revokeInvitation: procedure.input(team.extend({ invitation: z.string() })).mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  invitation: procedure.input(z.object({ token: z.string() })).query(({ ctx, input }) => getInvitation(ctx, input)),
  acceptInvitation: procedure
    .input(z.object({ token: z.string(), account: z.object({ email: z.string(), name: z.string().max(120).optional(), password: z.string() }).optional() }))
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
});
