import { AppError } from '../errors.ts';

/** `name` or `name@version` in one path segment. @throws INVALID_INPUT for a version that is not a number */
export function parseTarget(segment: string): { model: string; version?: number } {
  const at = segment.indexOf('@');
  if (at < 0) return { model: segment };
  const version = segment.slice(at + 1);
  if (!/^[1-9]\d{0,8}$/.test(version)) {
    throw new AppError('INVALID_INPUT', `"${version.slice(0, 40)}" is not a version number.`, {
      suggestions: ['Write model@3, or leave the version out for the active one.'],
    });
  }
  return { model: segment.slice(0, at), version: Number(version) };
}

/** The number of a version in a path. @throws NOT_FOUND for anything else */
export function parseVersion(segment: string): number {
  if (/^[1-9]\d{0,8}$/.test(segment)) return Number(segment);
  throw new AppError('NOT_FOUND', `There is no version "${segment.slice(0, 40)}": versions are numbers.`);
}
