import type { CreateInvocationInput } from '../invocations/create-invocation.ts';
import { runInvocation } from '../invocations/run-invocation.ts';
import type { InvocationView } from '../invocations/schema.ts';
import type { RestContext } from '../rest/rest-env.ts';
import { isTensorValue, readJsonValue } from '../signatures/value.ts';
import { failureOf, stoppingError } from './run-errors.ts';

/** The longest a call without a stream waits. */
const WAIT_MS = 600_000;

/**
 * Runs, waits for the end, and gives the run's canonical JSON; its id goes into X-Invocation-Id.
 * @throws as create-invocation; why the run failed; TIMEOUT, or UNAVAILABLE when this process ends before it, of a run that goes on
 */
export async function answerRun(c: RestContext, input: CreateInvocationInput): Promise<{ invocation: InvocationView; answer: unknown }> {
  const { ctx } = c.var;
  const { invocation, outputs } = await runInvocation(ctx, { ...input, waitMs: WAIT_MS, toTheEnd: true });
  c.env.outgoing.setHeader('X-Invocation-Id', invocation.id);
  const [output] = outputs ?? [];
  if (output && !isTensorValue(output)) return { invocation, answer: readJsonValue(output) };
  if (!invocation.endedAt && ctx.runtime.closing.aborted) throw stoppingError(invocation.id);
  throw failureOf(invocation);
}
