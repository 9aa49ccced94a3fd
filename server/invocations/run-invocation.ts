import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { FieldValue } from '../signatures/value.ts';
import { addInvocation, prepareInvocation, type CreateInvocationInput, type PreparedInvocation } from './create-invocation.ts';
import { endedWaiters, type EndedRow } from './ended-waiters.ts';
import { findKnownRun } from './find-known-run.ts';
import { getInvocation } from './get-invocation.ts';
import { readTensors } from './read-tensor.ts';
import type { InvocationView } from './schema.ts';
import { viewEnded } from './select-invocations.ts';

export interface RunResult {
  invocation: InvocationView;
  /** With bytes; null unless it succeeded. */
  outputs: FieldValue[] | null;
}

/** How long a call waits. */
interface Wait {
  waitMs: number;
  /** Also while this process ends, for as long as it can: its caller knows no other way to the result. */
  toTheEnd?: boolean;
}

/**
 * Creates an invocation and waits for its end, at most `waitMs`: the way of one synchronous call. The waiter stands
 * before the row is written, so a small answer comes with the bell, a large one costs one shared query.
 * @throws as create-invocation
 */
export async function runInvocation(ctx: Ctx, input: CreateInvocationInput & Wait): Promise<RunResult> {
  const waiters = endedWaiters(ctx.runtime);
  const { waitMs: timeoutMs, toTheEnd } = input;
  const look = (id: string) => waiters.wait(id, { timeoutMs, toTheEnd, look: true, signal: ctx.signal });
  let prepared: PreparedInvocation;
  try {
    prepared = await prepareInvocation(ctx, input);
  } catch (refusal) {
    const id = await findKnownRun(ctx, input, refusal);
    return answerRun(ctx, { team: input.team, id: toId('inv', id) }, await look(id));
  }
  const { id } = prepared.invocation;
  const { ended, leave } = waiters.begin(id, { timeoutMs, toTheEnd, known: prepared.known });
  ctx.signal?.addEventListener('abort', leave, { once: true });
  if (ctx.signal?.aborted) leave();
  let row: EndedRow | null;
  let invocationId = id;
  try {
    const added = await addInvocation(ctx, prepared, input.idempotency);
    invocationId = added.invocationId;
    row = added.created ? await ended : await look(invocationId);
  } finally {
    leave();
    ctx.signal?.removeEventListener('abort', leave);
  }
  return answerRun(ctx, { team: input.team, id: toId('inv', invocationId) }, row);
}

async function answerRun(ctx: Ctx, ref: { team: string; id: string }, row: EndedRow | null): Promise<RunResult> {
  if (!row) return lookAgain(ctx, ref);
  return { invocation: viewEnded(row), outputs: row.status === 'succeeded' ? await outputsOf(ctx, ref, row) : null };
}

// The wait is over; the run may have ended in the moment since.
async function lookAgain(ctx: Ctx, ref: { team: string; id: string }): Promise<RunResult> {
  const invocation = await getInvocation(ctx, ref);
  return { invocation, outputs: invocation.status === 'succeeded' ? await readTensors(ctx, { ...ref, side: 'outputs' }) : null };
}

async function outputsOf(ctx: Ctx, ref: { team: string; id: string }, row: EndedRow): Promise<FieldValue[]> {
  const data = row.outputData;
  if (row.outputBlob || !data) return readTensors(ctx, { ...ref, side: 'outputs' });
  return (row.outputs ?? []).map(({ offset, length, ...value }) => ({ ...value, bytes: data.subarray(offset, offset + length) }));
}
