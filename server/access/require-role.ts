import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Actor } from './actor.ts';
import { LEAST_ROLE, mayUse, type TeamVerb } from './policy.ts';
import type { Role } from './schema.ts';

/** A team the actor was found in, with the role it has there. Every query of a verb is scoped by its teamId. */
export interface TeamScope {
  teamId: string;
  team: string;
  role: Role;
  actor: Actor;
}

/**
 * The gate of every verb that acts inside a team.
 * @throws UNAUTHORIZED without an actor, NOT_FOUND for a team the actor is not in (whether it exists or not),
 * FORBIDDEN when the role is too low.
 */
export async function requireRole(ctx: Ctx, team: string, verb: TeamVerb): Promise<TeamScope> {
  const scope = await findScope(ctx, team);
  if (!mayUse(scope.role, verb)) {
    throw new AppError('FORBIDDEN', `Your role in ${scope.team}, ${scope.role}, does not allow this: ${verb.replaceAll('-', ' ')}.`, {
      cause: `It takes the role ${LEAST_ROLE[verb]} or higher.`,
      suggestions: ['Ask an owner or admin of the team to do it or to raise your role.'],
    });
  }
  return scope;
}

async function findScope(ctx: Ctx, team: string): Promise<TeamScope> {
  const { actor } = ctx;
  if (!actor) throw new AppError('UNAUTHORIZED', 'Sign in, or send an API key as "Authorization: Bearer mk_…".');
  if (actor.kind !== 'user') {
    if (actor.team !== team) throw teamNotFound(team);
    return { teamId: actor.teamId, team: actor.team, role: actor.role, actor };
  }
  const membership = await ctx.runtime.db.membership.findFirst({
    where: { userId: actor.userId, team: { name: team } },
    select: { role: true, teamId: true, team: { select: { name: true } } },
  });
  if (!membership) throw teamNotFound(team);
  return { teamId: membership.teamId, team: membership.team.name, role: membership.role, actor };
}

function teamNotFound(team: string): AppError {
  return new AppError('NOT_FOUND', `There is no team "${team}" that you are a member of.`);
}
