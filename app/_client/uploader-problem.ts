import type { Problem } from '../_components/error-panel.tsx';

/** The server's error body, where the answer of a failed request is one. */
export function readProblem(responseText: string | undefined, status: number | undefined): Problem {
  try {
    const { error } = JSON.parse(responseText ?? '') as { error: Problem & { cause: string | null } };
    return { message: error.message, cause: error.cause ?? undefined, suggestions: error.suggestions, requestId: error.requestId };
  } catch {
    if (status === 401)
      return {
        message: 'You are signed out.',
        cause: 'The session ended while the file was on its way.',
        suggestions: ['Sign in again in another tab, then try again: it goes on from where it stopped.'],
      };
    return {
      message: status ? `The server refused the file (${status}).` : 'The connection broke and did not come back.',
      suggestions: ['Try again: it goes on from where it stopped.'],
    };
  }
}
