import type { ClientError } from '../../server/api/init.ts';

/** What a failed call says, ready to be shown; a failure that never reached us is one of the network. */
export function clientError(error: unknown): ClientError {
  const body = (error as { data?: { error?: ClientError } } | null)?.data?.error;
  if (body) return body;
  return {
    code: 'UNAVAILABLE',
    message: 'Moorage did not answer.',
    cause: 'The connection was lost, or the server is starting again.',
    suggestions: ['Wait a few seconds, then try again.'],
    requestId: '',
  };
}
