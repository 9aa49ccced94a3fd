import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { fromId } from '../ids.ts';
import type { ExampleView } from './schema.ts';
import { viewExample } from './view-example.ts';

/** Makes an example golden, or an ordinary one again. @throws NOT_FOUND, CONFLICT for one without outputs to compare with */
export async function updateExample(ctx: Ctx, input: { team: string; id: string; golden: boolean }): Promise<ExampleView> {
  const scope = await requireRole(ctx, input.team, 'update-example');
  const id = fromId('exa', input.id);
  const row = await ctx.runtime.db.$transaction(async (tx) => {
    const { count } = id ? await tx.example.updateMany({ where: { id, teamId: scope.teamId }, data: { golden: input.golden } }) : { count: 0 };
    if (count === 0 || !id) throw new AppError('NOT_FOUND', `There is no example ${input.id} in ${scope.team}.`);
    if (input.golden) await assertOutputs(tx, id);
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

async function assertOutputs(tx: Prisma.TransactionClient, id: string): Promise<void> {
  const { outputs, name } = await tx.example.findUniqueOrThrow({ where: { id }, select: { outputs: true, name: true } });
  if (outputs !== null) return;
  throw new AppError('CONFLICT', `Example "${name}" has no outputs that a version could be compared with.`, {
    suggestions: ['Run it, then save that run as a golden test.'],
  });
}
