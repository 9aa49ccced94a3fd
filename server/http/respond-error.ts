import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { ErrorBody } from '../errors.ts';
import { asAppError } from '../failure.ts';
import type { Runtime } from '../runtime.ts';
import type { AppEnv } from './app-env.ts';

/** The one form of an error on our doors. */
export interface ErrorAnswer {
  error: ErrorBody & { requestId: string };
}

/** Answers anything thrown as `{error:{code,message,cause,suggestions,requestId}}`; what is our fault goes to the log. */
export function respondError<E extends AppEnv>(runtime: Runtime, c: Context<E>, thrown: unknown): Response {
  const { status, headers, body } = describeError(runtime, thrown, c.env.requestId);
  return c.json(body, status as 500, headers);
}

/** The same for a bare response of node:http. */
export function writeError(runtime: Runtime, res: ServerResponse, failure: { thrown: unknown; requestId: string }): void {
  const { status, headers, body } = describeError(runtime, failure.thrown, failure.requestId);
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

export function describeError(runtime: Runtime, thrown: unknown, requestId: string): { status: number; headers: Record<string, string>; body: ErrorAnswer } {
  const error = asAppError(thrown);
  // What was thrown in these words is no surprise: a process that stops, a registry that does not answer.
  if (error.code === 'UNAVAILABLE' && thrown === error) runtime.log.warn({ requestId, message: error.message }, 'request refused');
  else if (error.code === 'INTERNAL' || error.code === 'UNAVAILABLE') runtime.log.error({ err: thrown, requestId }, 'request failed');
  const headers: Record<string, string> = {};
  if (error.code === 'PAYLOAD_TOO_LARGE' || error.code === 'STORAGE_FULL') headers.Connection = 'close';
  if (error.code === 'UNAUTHORIZED') headers['WWW-Authenticate'] = 'Bearer';
  if (error.retryAfterSeconds !== null) headers['Retry-After'] = String(error.retryAfterSeconds);
  else if (error.status === 429 || error.status === 503) headers['Retry-After'] = '1';
  return { status: error.status, headers, body: { error: { ...error.toBody(), requestId } } };
}
