import type { Problem } from '../../../_components/error-panel.tsx';
import type { ErrorBody } from '../../../../server/errors.ts';

/** What the screens show of a failed call: the server's what, why and what to do, or that it cannot be reached. */
export function problemOf(error: { message: string; data?: unknown }): Problem {
  const body = (error.data as { error?: ErrorBody & { requestId?: string } } | null | undefined)?.error;
  if (body) return fromBody(body, body.requestId);
  return { message: 'The server did not answer.', cause: error.message, suggestions: ['Check the connection and try again.'] };
}

export function fromBody(body: ErrorBody, requestId?: string): Problem {
  return { message: body.message, cause: body.cause ?? undefined, suggestions: body.suggestions, requestId };
}
