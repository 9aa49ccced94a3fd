import { AppError, type ErrorBody } from '../errors.ts';

/** Why a run has no answer, as an error of this request. */
export function failureOf({ status, error }: { status: string; error: ErrorBody | null }): AppError {
  if (!error) return new AppError('TIMEOUT', `The run is ${status} still.`, { suggestions: ['Ask for less at once, or with stream: true.'] });
  return new AppError(error.code, error.message, { cause: error.cause ?? undefined, suggestions: error.suggestions });
}

/** Of a run nobody here can wait for any longer: it is not lost. */
export function stoppingError(id: string): AppError {
  return new AppError('UNAVAILABLE', 'This process is stopping.', { suggestions: [`The run goes on: read it at /api/v1/invocations/${id}`] });
}
