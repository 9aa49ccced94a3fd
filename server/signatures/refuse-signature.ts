import { AppError } from '../errors.ts';

/** A signature that cannot work: where, why, what to do. */
export function refuseSignature(where: string, problem: string, suggestion: string): AppError {
  return new AppError('INVALID_INPUT', `${where}: ${problem}.`, {
    cause: 'The signature was edited into one that no run could follow.',
    suggestions: [suggestion],
  });
}
