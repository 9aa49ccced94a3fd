import type { SentInput } from '../invocations/sent-input.ts';
import type { ChatRequest, CompletionRequest } from './check-request.ts';

/** What a run is sent for a request: only what was said in it, so that the bundle's own defaults hold for the rest. */
export function completionInputs(request: ChatRequest | CompletionRequest): SentInput[] {
  const most = 'messages' in request ? (request.max_completion_tokens ?? request.max_tokens) : request.max_tokens;
  const { temperature, top_p, top_k, seed, stop, repetition_penalty, min_tokens } = request;
  const asked = 'messages' in request ? { messages: messagesOf(request) } : { prompt: request.prompt };
  const given = { ...asked, max_new_tokens: most, min_new_tokens: min_tokens, temperature, top_p, top_k, seed, stop, repetition_penalty };
  return Object.entries(given).flatMap(([name, data]) => (data === undefined || data === null ? [] : [{ name, data }]));
}

function messagesOf({ messages }: ChatRequest): { role: string; content: string }[] {
  return messages.map(({ role, content }) => ({ role, content: typeof content === 'string' ? content : content.map(({ text }) => text).join('') }));
}
