import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { compareValues } from '../examples/compare-values.ts';
import { formatBytes } from '../format-bytes.ts';
import { getInvocation } from './get-invocation.ts';
import { readTensors } from './read-tensor.ts';
import type { InvocationComparison, InvocationView } from './schema.ts';

/** Values larger than this are not read to compare them. */
const MOST_BYTES = 64 * 1024 ** 2;

/** How two runs differ, value by value, the earlier one first. @throws NOT_FOUND, PAYLOAD_TOO_LARGE */
export async function compareInvocations(ctx: Ctx, input: { team: string; ids: [string, string] }): Promise<InvocationComparison> {
  const scope = await requireRole(ctx, input.team, 'compare-invocations');
  const [a, b] = input.ids;
  const both = await Promise.all([getInvocation(ctx, { team: scope.team, id: a }), getInvocation(ctx, { team: scope.team, id: b })]);
  const [first, second] = both[0].createdAt <= both[1].createdAt ? both : [both[1], both[0]];
  for (const run of both) assertSmall(run);
  return {
    first: first.id,
    second: second.id,
    inputs: await compareSide(ctx, { team: scope.team, first, second, side: 'inputs' }),
    outputs: await compareSide(ctx, { team: scope.team, first, second, side: 'outputs' }),
  };
}

async function compareSide(
  ctx: Ctx,
  at: { team: string; first: InvocationView; second: InvocationView; side: 'inputs' | 'outputs' },
): Promise<InvocationComparison['inputs']> {
  const { team, first, second, side } = at;
  if (!first[side] || !second[side]) return [];
  const [before, now] = await Promise.all([readTensors(ctx, { team, id: first.id, side }), readTensors(ctx, { team, id: second.id, side })]);
  const messages = new Map(compareValues(before, now).map(({ output, message }) => [output, message]));
  const added = now.filter(({ name }) => !before.some((value) => value.name === name));
  return [
    ...before.map(({ name }) => ({ name, difference: messages.get(name) ?? null })),
    ...added.map(({ name }) => ({ name, difference: 'only the second has it' })),
  ];
}

function assertSmall(run: InvocationView): void {
  const bytes = [...run.inputs, ...(run.outputs ?? [])].reduce((sum, { length }) => sum + length, 0);
  if (bytes <= MOST_BYTES) return;
  throw new AppError('PAYLOAD_TOO_LARGE', `Run ${run.id} holds ${formatBytes(bytes)}; up to ${formatBytes(MOST_BYTES)} are compared.`, {
    suggestions: ['Download both and compare them.'],
  });
}
