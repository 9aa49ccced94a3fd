import { Prisma } from '../generated/prisma/client.ts';
import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { forgetTargets } from './find-target.ts';
import { getVersion, getVersionRow } from './get-version.ts';
import type { VersionView } from './schema.ts';

/** Lets a version whose circuit is open take runs again, before its time. One that is open no more stays as it is. @throws NOT_FOUND */
export async function closeCircuit(ctx: Ctx, input: { team: string; model: string; version: number }): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'close-circuit');
  const version = await getVersionRow(ctx, scope, input);
  await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = await tx.version.updateMany({ where: { id: version.id, health: 'circuit_open' }, data: { health: 'ok', circuit: Prisma.DbNull } });
    if (count === 0) return;
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'close-circuit',
      subject: `${version.model.name}@${version.number}`,
      data: { circuit: version.circuit },
    });
  });
  forgetTargets(ctx.runtime);
  // Dispatch may have left its runs in the queue; a pinned version is loaded again.
  await Promise.all([ctx.runtime.bell.ring('moorage_work'), ctx.runtime.bell.ring('moorage_versions')]);
  return getVersion(ctx, input);
}
