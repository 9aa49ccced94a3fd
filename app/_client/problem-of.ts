import type { Problem } from '../_components/error-panel.tsx';
import { clientError } from './client-error.ts';
import type { ErrorBody } from '../../server/errors.ts';

/** What the screens show of a failed call: what happened, why, what to do. */
export function problemOf(error: unknown): Problem {
  const { requestId, ...body } = clientError(error);
  return fromBody(body, requestId || undefined);
}

export function fromBody(body: ErrorBody, requestId?: string): Problem {
  return { message: body.message, cause: body.cause ?? undefined, suggestions: body.suggestions, requestId };
}
