import { AppError, isAppError } from '../errors.ts';
import { describeError } from '../http/respond-error.ts';
import type { RestContext } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';

/** The parameter a request is refused for, beside the error: clients of OpenAI look for it. */
const PARAM = Symbol.for('moorage.openai-param');

/** A request that is refused for one of its parameters. */
export function badParameter(param: string, message: string, suggestions: string[] = []): AppError {
  return Object.assign(new AppError('INVALID_INPUT', message, { suggestions }), { [PARAM]: param });
}

export interface OpenAiError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** Any error in OpenAI's form: what happened and what to do in one message, since its clients show nothing else. */
export function openAiError(runtime: Runtime, thrown: unknown, requestId: string): { status: number; headers: Record<string, string>; error: OpenAiError } {
  const { status, headers, body } = describeError(runtime, thrown, requestId);
  const { code, message, cause, suggestions } = body.error;
  const param = isAppError(thrown) && PARAM in thrown ? String(thrown[PARAM]) : null;
  return {
    status,
    headers,
    error: {
      message: [message, cause, ...suggestions].filter(Boolean).join(' '),
      type: typeOf(status),
      param,
      code: code === 'NOT_FOUND' ? 'model_not_found' : code.toLowerCase(),
    },
  };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

export function respondOpenAiError(runtime: Runtime, c: RestContext, thrown: unknown): Response {
  const { status, headers, error } = openAiError(runtime, thrown, c.env.requestId);
  return c.json({ error }, status as 500, headers);
}
