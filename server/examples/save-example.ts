import type { z } from 'zod';
import { recordActor } from '../access/actor.ts';
import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import { invocationUuid } from '../invocations/create-invocation.ts';
import { saveExampleSchema, type ExampleView } from './schema.ts';
import { viewExample } from './view-example.ts';

/**
 * Keeps a run's inputs and outputs with its model, for as long as the model lives. A golden one is run on every version
 * that is deployed from then on. @throws NOT_FOUND, CONFLICT for a run that has not succeeded, or a name that is taken
 */
export async function saveExample(ctx: Ctx, input: z.input<typeof saveExampleSchema>): Promise<ExampleView> {
  const scope = await requireRole(ctx, input.team, 'save-example');
  const { invocation, name, golden } = saveExampleSchema.parse(input);
  const { db } = ctx.runtime;
  const run = await db.invocation.findFirst({ where: { id: invocationUuid(invocation), teamId: scope.teamId } });
  if (!run) throw new AppError('NOT_FOUND', `There is no run ${invocation} in ${scope.team}.`);
  if (run.status !== 'succeeded') {
    throw new AppError('CONFLICT', `Run ${invocation} is ${run.status}: only what came out right is worth keeping.`, {
      suggestions: ['Save a run that succeeded.'],
    });
  }
  const version = await db.version.findUniqueOrThrow({ where: { id: run.versionId }, select: { number: true } });
  try {
    const row = await db.$transaction(async (tx) => {
      const { inputs, inputData, inputBlob, outputs, outputData, outputBlob, modelId } = run;
      const made = await tx.example.create({
        data: {
          id: newUuid(),
          teamId: scope.teamId,
          modelId,
          name,
          golden,
          versionNumber: version.number,
          inputs: inputs as Prisma.InputJsonValue,
          inputData: inputData && Buffer.from(inputData),
          inputBlob,
          outputs: outputs as Prisma.InputJsonValue,
          outputData: outputData && Buffer.from(outputData),
          outputBlob,
          createdBy: recordActor(scope.actor) as unknown as Prisma.InputJsonValue,
        },
        include: { model: true },
      });
      await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'save-example', subject: `${made.model.name}/${name}`, data: { golden } });
      return made;
    });
    return viewExample(row);
  } catch (error) {
    // Prisma: unique constraint failed.
    if ((error as { code?: unknown }).code !== 'P2002') throw error;
    throw new AppError('CONFLICT', `There is an example "${name}" already.`, { suggestions: ['Choose another name, or delete that one first.'] });
  }
}
