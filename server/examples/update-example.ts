import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import type { ExampleView } from './schema.ts';
import { viewExample } from './view-example.ts';

/** Makes an example golden, or an ordinary one again. @throws NOT_FOUND */
export async function updateExample(ctx: Ctx, input: { team: string; id: string; golden: boolean }): Promise<ExampleView> {
  const scope = await requireRole(ctx, input.team, 'update-example');
  const id = fromId('exa', input.id);
  const row = await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = id ? await tx.example.updateMany({ where: { id, teamId: scope.teamId }, data: { golden: input.golden } }) : { count: 0 };
    if (count === 0 || !id) throw new AppError('NOT_FOUND', `There is no example ${input.id} in ${scope.team}.`);
    const changed = await tx.example.findUniqueOrThrow({ where: { id }, include: { model: true } });
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'update-example',
      subject: `${changed.model.name}/${changed.name}`,
      data: { golden: input.golden },
    });
    return changed;
  });
  return viewExample(row);
}
