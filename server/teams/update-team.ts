import { seal } from '../access/seal.ts';
import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { forgetTargets } from '../versions/find-target.ts';
import { getTeam, type TeamView } from './get-team.ts';
import type { UpdateTeam } from './schema.ts';

/**
 * Changes how a team's runs are kept (what is on its way keeps the promise it was accepted with), or what it shows the Hub.
 * The token is sealed, and never told again.
 */
export async function updateTeam(ctx: Ctx, input: UpdateTeam): Promise<TeamView> {
  const scope = await requireRole(ctx, input.team, 'update-team');
  const { durability, hubToken } = input;
  const sealed = hubToken ? seal(ctx.runtime.env.secret, hubToken) : hubToken;
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.team.update({ where: { id: scope.teamId }, data: { durability, hubToken: sealed } });
    await writeAudit(tx, {
      ...{ teamId: scope.teamId, actor: scope.actor, verb: 'update-team', subject: scope.team },
      data: { ...(durability ? { durability } : {}), ...(hubToken === undefined ? {} : { hubToken: hubToken === null ? 'removed' : 'set' }) },
    });
  });
  forgetTargets(ctx.runtime);
  await ctx.runtime.bell.ring('moorage_versions');
  return getTeam(ctx, input);
}
