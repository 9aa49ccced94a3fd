import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { toId } from '../ids.ts';
import { addInvocation, invocationUuid, prepareInvocation } from './create-invocation.ts';
import { getInvocation } from './get-invocation.ts';
import { readTensors } from './read-tensor.ts';

/** A new run of the very same version on the same inputs. @throws NOT_FOUND, also when its model was deleted, and as create-invocation */
export async function rerunInvocation(ctx: Ctx, input: { team: string; id: string }): Promise<{ id: string; created: boolean }> {
  await requireRole(ctx, input.team, 'rerun-invocation');
  const run = await getInvocation(ctx, input);
  const inputs = await readTensors(ctx, { ...input, side: 'inputs' });
  const { versionId, model } = await findModelOf(ctx, input.id);
  if (model === null) throw modelGone(input.id);
  const { team } = input;
  const { version, priority, requestedOutputs } = run;
  const prepared = await prepareInvocation(ctx, { team, model, version, inputs, outputs: requestedOutputs ?? undefined, priority });
  // The name is free once its model is deleted: it may stand for another one by now.
  if (prepared.invocation.versionId !== versionId) throw modelGone(input.id);
  const { invocationId, created } = await addInvocation(ctx, prepared, undefined);
  return { id: toId('inv', invocationId), created };
}

/** The version of a run, and the name its model answers to; null once that is deleted. */
async function findModelOf(ctx: Ctx, id: string): Promise<{ versionId: string; model: string | null }> {
  const [row] = await ctx.runtime.sql<{ versionId: string; model: string | null }[]>`
    select i.version_id as "versionId", m.live_name as model from invocation i join model m on m.id = i.model_id where i.id = ${invocationUuid(id)}::uuid`;
  return row ?? { versionId: '', model: null };
}

function modelGone(id: string): AppError {
  return new AppError('NOT_FOUND', `The model of run ${id} was deleted.`, {
    suggestions: ['Restore the model, which is possible for 7 days, or send these inputs to another one.'],
  });
}
