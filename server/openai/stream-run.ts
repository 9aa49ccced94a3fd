import { streamText } from '../http/event-stream.ts';
import { createInvocation, type CreateInvocationInput } from '../invocations/create-invocation.ts';
import { keyContext } from '../rest/authenticate.ts';
import type { RestContext } from '../rest/rest-env.ts';
import { followText } from './follow-text.ts';
import { openAiError } from './openai-error.ts';

/** What a stream of one run consists of, as data of its lines. */
export interface StreamForm {
  first: object[];
  piece(text: string): object;
  /** What follows the last piece, of the run's canonical JSON. */
  last(answer: unknown): object[];
}

/**
 * Queues a run and answers with what it writes, as it comes, in lines as OpenAI's clients read them: no names, no ids, and
 * `[DONE]` at the end. @throws as create-invocation: what is refused before it is queued is an answer of its own
 */
export async function streamRun(c: RestContext, input: CreateInvocationInput, formOf: (id: string) => StreamForm): Promise<Response> {
  const { ctx, team } = c.var;
  const { runtime } = ctx;
  const { id } = await createInvocation(ctx, input);
  c.env.outgoing.setHeader('X-Invocation-Id', id);
  const { first, piece, last } = formOf(id);
  return streamText(c, runtime, {
    mayRead: () => keyContext(runtime, c),
    async run(write, reading) {
      const send = (data: object) => write(lineOf(data));
      for (const data of first) await send(data);
      const answer = await followText(ctx, { team, id, ...reading, onPiece: async ({ text }) => (text === '' ? undefined : send(piece(text))) });
      for (const data of last(answer)) await send(data);
      await write('data: [DONE]\n\n');
    },
    explain: (error) => lineOf({ error: openAiError(runtime, error, c.env.requestId).error }),
  });
}

function lineOf(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
