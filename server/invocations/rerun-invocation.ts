import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { createInvocation } from './create-invocation.ts';
import { getInvocation } from './get-invocation.ts';
import { readTensors } from './read-tensor.ts';

/** A new run of the same version on the same inputs. @throws NOT_FOUND, and as create-invocation */
export async function rerunInvocation(ctx: Ctx, input: { team: string; id: string }): Promise<{ id: string; created: boolean }> {
  await requireRole(ctx, input.team, 'rerun-invocation');
  const run = await getInvocation(ctx, input);
  const inputs = await readTensors(ctx, { ...input, side: 'inputs' });
  return createInvocation(ctx, {
    team: input.team,
    model: run.model,
    version: run.version,
    inputs,
    outputs: run.requestedOutputs ?? undefined,
    priority: run.priority,
  });
}
