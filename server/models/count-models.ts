import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';

/** How many models the team has. */
export async function countModels(ctx: Ctx, input: { team: string }): Promise<number> {
  const scope = await requireRole(ctx, input.team, 'count-models');
  const [row] = await ctx.runtime.sql<{ count: number }[]>`
    select count(*)::int as count from model where team_id = ${scope.teamId}::uuid and live_name is not null`;
  return row?.count ?? 0;
}
