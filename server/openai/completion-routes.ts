import type { Hono } from 'hono';
import { readBody } from '../http/read-body.ts';
import type { RestContext, RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { answerRun } from './answer-run.ts';
import { chatSchema, checkBody, completionSchema, type ChatRequest, type CompletionRequest } from './check-request.ts';
import { completionInputs } from './completion-inputs.ts';
import { findModel } from './find-model.ts';
import { badParameter } from './openai-error.ts';
import { streamRun, type StreamForm } from './stream-run.ts';

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
  app.post('/v1/chat/completions', async (c) => complete(c, runtime, { form: CHAT, request: checkBody(chatSchema, await bodyOf(c, runtime)) }));
  app.post('/v1/completions', async (c) => complete(c, runtime, { form: TEXT, request: checkBody(completionSchema, await bodyOf(c, runtime)) }));
}

async function complete(c: RestContext, runtime: Runtime, { form, request }: { form: Form; request: ChatRequest | CompletionRequest }): Promise<Response> {
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
  if (request.stream) return streamRun(c, input, (id) => piecesOf({ id, form, request, head }));
  const { invocation, answer } = await answerRun(c, input);
  const { generated_text, details } = answer as Completion;
  return c.json({ id: invocation.id, object: form.object, ...head, choices: [form.whole(generated_text, finishOf(details))], usage: usageOf(details) });
}

function piecesOf({ id, form, request, head }: { id: string; form: Form; request: ChatRequest | CompletionRequest; head: object }): StreamForm {
  const withUsage = request.stream_options?.include_usage ?? false;
  const chunk = (choices: object[], usage: object | null = null) => ({ id, object: form.pieces, ...head, choices, ...(withUsage ? { usage } : {}) });
  return {
    first: form === CHAT ? [chunk([{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }])] : [],
    piece: (text) => chunk([form.piece(text, null)]),
    last(answer) {
      const { details } = answer as Completion;
      return [chunk([form.piece(null, finishOf(details))]), ...(withUsage ? [chunk([], usageOf(details))] : [])];
    },
  };
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
