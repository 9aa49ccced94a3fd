import { requireUser } from '../access/require-user.ts';
import type { Role } from '../access/schema.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';

export interface AccountView {
  id: string;
  email: string;
  name: string;
  /** Whether this person decides who may sign up. */
  installationOwner: boolean;
  teams: { name: string; role: Role }[];
}

/** The person signed in, with the teams they are in. @throws UNAUTHORIZED */
export async function getAccount(ctx: Ctx): Promise<AccountView> {
  const actor = requireUser(ctx);
  const [memberships, installation] = await Promise.all([
    ctx.runtime.db.membership.findMany({ where: { userId: actor.userId }, include: { team: true }, orderBy: { createdAt: 'asc' } }),
    ctx.runtime.db.installation.findUnique({ where: { id: 1 } }),
  ]);
  return {
    id: toId('usr', actor.userId),
    email: actor.email,
    name: actor.name,
    installationOwner: installation?.ownerId === actor.userId,
    teams: memberships.map((membership) => ({ name: membership.team.name, role: membership.role })),
  };
}
