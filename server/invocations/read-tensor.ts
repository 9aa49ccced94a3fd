import type { Readable } from 'node:stream';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { FieldValue } from '../signatures/value.ts';
import { toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
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

/** A value of a run: its description and its bytes, as a buffer when kept in the row, else as a stream. */
export interface FoundValue {
  tensor: StoredValue;
  bytes: Uint8Array | null;
  stream: Readable | null;
}

/** One field's value of an invocation of the team. @throws NOT_FOUND */
export async function readTensor(ctx: Ctx, input: ReadTensorInput): Promise<FoundValue> {
  const scope = await requireRole(ctx, input.team, 'read-tensor');
  return readValue(ctx.runtime, { ...input, teamId: scope.teamId, uuid: invocationUuid(input.id) });
}

/** The same for whoever was let in another way. @throws NOT_FOUND */
export async function readValue(
  runtime: Runtime,
  input: { teamId: string; uuid: string; side: 'inputs' | 'outputs'; name?: string; position?: number },
): Promise<FoundValue> {
  const row = await readPayload(runtime, input);
  const tensor = input.position === undefined ? row.tensors?.find((item) => item.name === input.name) : row.tensors?.[input.position];
  if (!tensor) {
    throw new AppError('NOT_FOUND', `Run ${toId('inv', input.uuid)} has no ${input.side === 'inputs' ? 'input' : 'output'} ${input.name ?? input.position}.`);
  }
  const end = tensor.offset + tensor.length;
  if (row.blob) return { tensor, bytes: null, stream: await runtime.blobs.stream(row.blob, { start: tensor.offset, end }) };
  return { tensor, bytes: (row.data ?? Buffer.alloc(0)).subarray(tensor.offset, end), stream: null };
}

/** All values of one side with their bytes; for answers that carry them. @throws NOT_FOUND */
export async function readTensors(ctx: Ctx, input: { team: string; id: string; side: 'inputs' | 'outputs' }): Promise<FieldValue[]> {
  const scope = await requireRole(ctx, input.team, 'read-tensor');
  const row = await readPayload(ctx.runtime, { ...input, teamId: scope.teamId, uuid: invocationUuid(input.id) });
  const data = row.blob ? await ctx.runtime.blobs.read(row.blob) : (row.data ?? Buffer.alloc(0));
  return (row.tensors ?? []).map(({ offset, length, ...value }) => ({ ...value, bytes: data.subarray(offset, offset + length) }));
}

async function readPayload(runtime: Runtime, input: { teamId: string; uuid: string; side: 'inputs' | 'outputs' }): Promise<PayloadRow> {
  const { sql } = runtime;
  const columns =
    input.side === 'inputs'
      ? sql`inputs as tensors, input_data as data, input_blob as blob`
      : sql`outputs as tensors, output_data as data, output_blob as blob`;
  const [row] = await sql<PayloadRow[]>`
    select ${columns} from invocation where id = ${input.uuid}::uuid and team_id = ${input.teamId}::uuid`;
  if (!row) throw new AppError('NOT_FOUND', `There is no run ${toId('inv', input.uuid)} in this team.`);
  return row;
}
