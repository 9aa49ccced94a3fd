import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createInvocation, type CreateInvocationInput } from '../invocations/create-invocation.ts';
import type { RestContext } from '../rest/rest-env.ts';
import { EventLines } from './event-lines.ts';
import { followText } from './follow-text.ts';
import { openAiError } from './openai-error.ts';

/** What a stream of one run consists of, as data of its lines. */
export interface StreamForm {
  first: object[];
  piece(text: string): object;
  /** What follows the last piece, of the run's canonical JSON. */
  last(answer: unknown): object[];
}

/** Queues a run and answers with what it writes, as it comes. @throws as create-invocation: what is refused before it is queued is an answer of its own */
export async function streamRun(c: RestContext, input: CreateInvocationInput, formOf: (id: string) => StreamForm): Promise<Response> {
  const { ctx, team } = c.var;
  const { runtime } = ctx;
  const { id } = await createInvocation(ctx, input);
  c.env.outgoing.setHeader('X-Invocation-Id', id);
  const { first, piece, last } = formOf(id);
  const lines = new EventLines(c);
  try {
    for (const data of first) lines.send(data);
    const over = AbortSignal.any([lines.gone, runtime.ending]);
    const answer = await followText(ctx, { team, id, gone: lines.gone, over, onPiece: ({ text }) => (text === '' ? undefined : lines.send(piece(text))) });
    for (const data of last(answer)) lines.send(data);
    lines.end({ done: true });
  } catch (error) {
    lines.send({ error: openAiError(runtime, error, c.env.requestId).error });
    lines.end({ done: false });
  }
  return RESPONSE_ALREADY_SENT;
}
