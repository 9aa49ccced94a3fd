import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';

/** Removes an example; what it was made from stays. @throws NOT_FOUND */
export async function deleteExample(ctx: Ctx, input: { team: string; id: string }): Promise<{ id: string }> {
  const scope = await requireRole(ctx, input.team, 'delete-example');
  const id = fromId('exa', input.id);
  await ctx.runtime.db.$transaction(async (tx) => {
    const row = id ? await tx.example.findFirst({ where: { id, teamId: scope.teamId }, include: { model: true } }) : null;
    if (!row) throw new AppError('NOT_FOUND', `There is no example ${input.id} in ${scope.team}.`);
    await tx.example.delete({ where: { id: row.id } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'delete-example', subject: `${row.model.name}/${row.name}`, data: {} });
  });
  return { id: input.id };
}
