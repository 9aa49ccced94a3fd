import type { Readable } from 'node:stream';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { FieldValue } from '../signatures/value.ts';
import { invocationUuid } from './create-invocation.ts';
import type { StoredValue } from './schema.ts';

export interface ReadTensorInput {
  team: string;
  id: string;
  side: 'inputs' | 'outputs';
  /** By name, or by position: names of graphs are free text. */
  name?: string;
  position?: number;
}

interface PayloadRow {
  tensors: StoredValue[] | null;
  data: Buffer | null;
  blob: string | null;
}

/** One field's value of an invocation: its description and its bytes, as a buffer when kept in the row, else as a stream. */
export async function readTensor(ctx: Ctx, input: ReadTensorInput): Promise<{ tensor: StoredValue; bytes: Uint8Array | null; stream: Readable | null }> {
  const row = await readPayload(ctx, input);
  const tensor = input.position === undefined ? row.tensors?.find((item) => item.name === input.name) : row.tensors?.[input.position];
  if (!tensor) throw new AppError('NOT_FOUND', `Run ${input.id} has no ${input.side === 'inputs' ? 'input' : 'output'} ${input.name ?? input.position}.`);
  const end = tensor.offset + tensor.length;
  if (row.blob) return { tensor, bytes: null, stream: await ctx.runtime.blobs.stream(row.blob, { start: tensor.offset, end }) };
  return { tensor, bytes: (row.data ?? Buffer.alloc(0)).subarray(tensor.offset, end), stream: null };
}

/** All values of one side with their bytes; for answers that carry them. @throws NOT_FOUND */
export async function readTensors(ctx: Ctx, input: { team: string; id: string; side: 'inputs' | 'outputs' }): Promise<FieldValue[]> {
  const row = await readPayload(ctx, input);
  const data = row.blob ? await ctx.runtime.blobs.read(row.blob) : (row.data ?? Buffer.alloc(0));
  return (row.tensors ?? []).map(({ offset, length, ...value }) => ({ ...value, bytes: data.subarray(offset, offset + length) }));
}

async function readPayload(ctx: Ctx, input: { team: string; id: string; side: 'inputs' | 'outputs' }): Promise<PayloadRow> {
  const scope = await requireRole(ctx, input.team, 'read-tensor');
  const { sql } = ctx.runtime;
  const columns =
    input.side === 'inputs'
      ? sql`inputs as tensors, input_data as data, input_blob as blob`
      : sql`outputs as tensors, output_data as data, output_blob as blob`;
  const [row] = await sql<PayloadRow[]>`
    select ${columns} from invocation where id = ${invocationUuid(input.id)}::uuid and team_id = ${scope.teamId}::uuid`;
  if (!row) throw new AppError('NOT_FOUND', `There is no run ${input.id} in ${scope.team}.`);
  return row;
}
