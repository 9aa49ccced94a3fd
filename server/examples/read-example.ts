import type { Readable } from 'node:stream';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import type { StoredValue } from '../invocations/schema.ts';

/** One value of an example: its description and its bytes, as a buffer when kept in the row, else as a stream. @throws NOT_FOUND */
export async function readExample(
  ctx: Ctx,
  input: { team: string; id: string; side: 'inputs' | 'outputs'; position: number },
): Promise<{ tensor: StoredValue; bytes: Uint8Array | null; stream: Readable | null }> {
  const scope = await requireRole(ctx, input.team, 'read-example');
  const id = fromId('exa', input.id);
  const row = id ? await ctx.runtime.db.example.findFirst({ where: { id, teamId: scope.teamId } }) : null;
  if (!row) throw new AppError('NOT_FOUND', `There is no example ${input.id} in ${scope.team}.`);
  const [values, data, blob] = input.side === 'inputs' ? [row.inputs, row.inputData, row.inputBlob] : [row.outputs ?? [], row.outputData, row.outputBlob];
  const tensor = (values as unknown as StoredValue[])[input.position];
  if (!tensor) throw new AppError('NOT_FOUND', `Example ${input.id} has no ${input.side} at ${input.position}.`);
  const end = tensor.offset + tensor.length;
  if (blob) return { tensor, bytes: null, stream: await ctx.runtime.blobs.stream(blob, { start: tensor.offset, end }) };
  return { tensor, bytes: (data ?? new Uint8Array(0)).subarray(tensor.offset, end), stream: null };
}
