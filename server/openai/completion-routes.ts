import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { readBody } from '../http/read-body.ts';
import { createInvocation } from '../invocations/create-invocation.ts';
import { runInvocation } from '../invocations/run-invocation.ts';
import type { RestContext, RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { isTensorValue, readJsonValue } from '../signatures/value.ts';
import { chatSchema, checkBody, completionSchema, type ChatRequest, type CompletionRequest } from './check-request.ts';
import { completionInputs } from './completion-inputs.ts';
import { EventLines } from './event-lines.ts';
import { findModel } from './find-model.ts';
import { failureOf, followText } from './follow-text.ts';
import { badParameter, openAiError } from './openai-error.ts';

/** The longest a call without a stream waits. */
export const WAIT_MS = 600_000;

interface Completion {
  generated_text: string;
  details: { finish_reason: 'length' | 'eos_token' | 'stop_sequence'; prompt_tokens: number; generated_tokens: number };
}

/** How a kind of completion is written: whole, and in pieces. */
interface Form {
  object: string;
  pieces: string;
  whole(text: string, finish: string): object;
  piece(text: string | null, finish: string | null): object;
}

const CHAT: Form = {
  object: 'chat.completion',
  pieces: 'chat.completion.chunk',
  whole: (content, finish_reason) => ({ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason }),
  piece: (content, finish_reason) => ({ index: 0, delta: content === null ? {} : { content }, logprobs: null, finish_reason }),
};
const TEXT: Form = {
  object: 'text_completion',
  pieces: 'text_completion',
  whole: (text, finish_reason) => ({ index: 0, text, logprobs: null, finish_reason }),
  piece: (text, finish_reason) => ({ index: 0, text: text ?? '', logprobs: null, finish_reason }),
};

/** POST /v1/chat/completions and /v1/completions. Source: https://platform.openai.com/docs/api-reference */
export function completionRoutes(app: Hono<RestEnv>, runtime: Runtime): void {
  app.post('/v1/chat/completions', async (c) => answer(c, runtime, { form: CHAT, request: checkBody(chatSchema, await bodyOf(c, runtime)) }));
  app.post('/v1/completions', async (c) => answer(c, runtime, { form: TEXT, request: checkBody(completionSchema, await bodyOf(c, runtime)) }));
}

async function answer(c: RestContext, runtime: Runtime, { form, request }: { form: Form; request: ChatRequest | CompletionRequest }): Promise<Response> {
  const { ctx, team } = c.var;
  const target = await findModel(ctx, {
    team,
    model: request.model,
    wants: ({ signature }) => signature.generation?.kind === 'causal',
    door: 'completions need a model that writes text.',
  });
  if ('messages' in request && !target.signature.generation?.chat) {
    throw badParameter('model', `${target.model} has no chat template: it goes on with a text and does not answer messages.`, [
      'Call /v1/completions with a prompt.',
    ]);
  }
  if (request.stream_options && !request.stream) throw badParameter('stream_options', '`stream_options` goes with stream: true only.');
  const input = { team, ...target.ref, inputs: completionInputs(request) };
  const head = { created: Math.floor(Date.now() / 1000), model: request.model, system_fingerprint: `v${target.version}` };
  if (request.stream) return stream(c, runtime, { form, request, head, input });
  const { invocation, outputs } = await runInvocation(ctx, { ...input, waitMs: WAIT_MS });
  c.env.outgoing.setHeader('X-Invocation-Id', invocation.id);
  const [output] = outputs ?? [];
  if (!output || isTensorValue(output)) throw failureOf(invocation.status, invocation.error);
  const { generated_text, details } = readJsonValue(output) as Completion;
  return c.json({ id: invocation.id, object: form.object, ...head, choices: [form.whole(generated_text, finishOf(details))], usage: usageOf(details) });
}

interface Streamed {
  form: Form;
  request: ChatRequest | CompletionRequest;
  head: object;
  input: Parameters<typeof createInvocation>[1];
}

async function stream(c: RestContext, runtime: Runtime, { form, request, head, input }: Streamed): Promise<Response> {
  const { ctx, team } = c.var;
  // What is refused before it is queued is an answer of its own, not a stream.
  const { id } = await createInvocation(ctx, input);
  c.env.outgoing.setHeader('X-Invocation-Id', id);
  const lines = new EventLines(c);
  const usage = request.stream_options?.include_usage ? { usage: null } : {};
  const send = (choice: object) => lines.send({ id, object: form.pieces, ...head, choices: [choice], ...usage });
  if (form === CHAT) send({ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null });
  try {
    const over = AbortSignal.any([lines.gone, runtime.ending]);
    const outcome = await followText(ctx, {
      team,
      id,
      gone: lines.gone,
      over,
      onPiece: ({ text }) => (text === '' ? undefined : send(form.piece(text, null))),
    });
    const { details } = outcome as Completion;
    send(form.piece(null, finishOf(details)));
    if (request.stream_options?.include_usage) lines.send({ id, object: form.pieces, ...head, choices: [], usage: usageOf(details) });
    lines.end({ done: true });
  } catch (error) {
    lines.send({ error: openAiError(runtime, error, c.env.requestId).error });
    lines.end({ done: false });
  }
  return RESPONSE_ALREADY_SENT;
}

function finishOf({ finish_reason }: Completion['details']): 'stop' | 'length' {
  return finish_reason === 'length' ? 'length' : 'stop';
}

function usageOf({ prompt_tokens, generated_tokens }: Completion['details']) {
  return { prompt_tokens, completion_tokens: generated_tokens, total_tokens: prompt_tokens + generated_tokens };
}

function bodyOf(c: RestContext, runtime: Runtime): Promise<Buffer> {
  return readBody(c.env.incoming, runtime.env.maxBodyBytes);
}
