import { requireRole } from '../access/require-role.ts';
import type { Role } from '../access/schema.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { Durability } from './schema.ts';

export interface TeamView {
  id: string;
  name: string;
  /** The caller's role in it. */
  role: Role;
  durability: Durability;
  hasHubToken: boolean;
  createdAt: Date;
  memberCount: number;
  modelCount: number;
}

/** A team of the caller's. @throws NOT_FOUND */
export async function getTeam(ctx: Ctx, input: { team: string }): Promise<TeamView> {
  const scope = await requireRole(ctx, input.team, 'get-team');
  const team = await ctx.runtime.db.team.findUniqueOrThrow({
    where: { id: scope.teamId },
    include: { _count: { select: { memberships: true, models: { where: { liveName: { not: null } } } } } },
  });
  return {
    id: toId('team', team.id),
    name: team.name,
    role: scope.role,
    durability: team.durability,
    hasHubToken: team.hubToken !== null,
    createdAt: team.createdAt,
    memberCount: team._count.memberships,
    modelCount: team._count.models,
  };
}
