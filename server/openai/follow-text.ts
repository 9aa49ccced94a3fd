import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { Reading } from '../http/event-stream.ts';
import { cancelInvocation } from '../invocations/cancel-invocation.ts';
import { followInvocation } from '../invocations/follow-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { readTensors } from '../invocations/read-tensor.ts';
import { writtenSchema, type Written } from '../invocations/schema.ts';
import { isTensorValue, readJsonValue } from '../signatures/value.ts';
import { failureOf, stoppingError } from './run-errors.ts';

export interface Following extends Reading {
  team: string;
  id: string;
  onPiece(piece: Written): Promise<void>;
}

/**
 * Hands on what a run writes until its end, and returns its output. A reader who leaves ends the run: nobody else can
 * read this stream. An attempt that is lost after text went out cannot be taken back, so the stream ends with that.
 * @throws AppError; CANCELED when the reader left, UNAVAILABLE when this process ends before the run, and `over`'s reason
 */
export async function followText(ctx: Ctx, run: Following): Promise<unknown> {
  const { team, id, gone, over } = run;
  let attempt = 0;
  for await (const event of followInvocation(ctx, { team, id, afterSeq: 0, signal: over })) {
    if (event.kind === 'done') return outcomeOf(ctx, { team, id });
    const piece = event.kind === 'output' ? writtenSchema.safeParse(event.data).data : undefined;
    if (!piece) continue;
    if (attempt > 0 && piece.attempt > attempt) {
      throw new AppError('RUNNER_CRASHED', 'The runner died while it wrote, and the text begins anew.', {
        suggestions: [`The run goes on: read its outcome at /api/v1/invocations/${id}, or ask again.`],
      });
    }
    attempt = piece.attempt;
    await run.onPiece(piece);
  }
  if (gone.aborted) {
    await cancelInvocation(ctx, { team, id }).catch(() => undefined);
    throw new AppError('CANCELED', 'The reader left.');
  }
  if (ctx.runtime.closing.aborted) throw stoppingError(id);
  throw over.reason;
}

/** What a run that has ended gave; of one that failed, why. @throws AppError */
async function outcomeOf(ctx: Ctx, ref: { team: string; id: string }): Promise<unknown> {
  const { status, error } = await getInvocation(ctx, ref);
  if (status !== 'succeeded') throw failureOf({ status, error });
  const [output] = await readTensors(ctx, { ...ref, side: 'outputs' });
  return output && !isTensorValue(output) ? readJsonValue(output) : null;
}
