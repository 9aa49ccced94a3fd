import { z } from 'zod';
import { AppError, isAppError } from './errors.ts';

// Codes of node's sockets, postgres.js, Postgres (https://www.postgresql.org/docs/18/errcodes-appendix.html) and Prisma
// that mean: the database is not there right now.
const AWAY = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'],
  ...['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006'],
  ...['P1001', 'P1002', 'P1008', 'P1017', 'P2024'],
]);
const AWAY_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const AWAY_TEXT = /connection terminated|timeout exceeded when trying to connect|server closed the connection|the database system is/i;

// Postgres: disk_full; its text where a driver keeps no code.
const FULL = '53100';
const FULL_TEXT = /no space left on device/i;

// Postgres: query_canceled, lock_not_available, in_failed_sql_transaction (of a statement behind one that was canceled), serialization_failure, deadlock_detected; Prisma's word for the latter two.
const BROKEN_OFF = new Set(['57014', '55P03', '25P02', '40001', '40P01', 'P2034']);

interface Thrown {
  code: string;
  kind: string;
  message: string;
  syscall: string;
}

/** Whether an error, or what caused it, says that the database cannot be reached. */
export function isDatabaseAway(error: unknown): boolean {
  return someThrown(
    error,
    ({ code, kind, message, syscall }) => AWAY.has(code) || (code === 'ENOENT' && syscall === 'connect') || AWAY_KINDS.has(kind) || AWAY_TEXT.test(message),
  );
}

/** Whether an error, or what caused it, says that the database's disk has no space left. */
export function isDatabaseFull(error: unknown): boolean {
  return someThrown(error, ({ code, message }) => code === FULL || FULL_TEXT.test(message));
}

/** Whether an error, or what caused it, says that a statement was broken off: the same again can succeed. */
function isBrokenOff(error: unknown): boolean {
  return someThrown(error, ({ code }) => BROKEN_OFF.has(code));
}

/** Whether the same again can succeed by itself: the database is away, full, or broke off. */
export function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || isDatabaseFull(error) || isBrokenOff(error);
}

// An error and everything a driver wrapped into it.
function someThrown(error: unknown, test: (thrown: Thrown) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false;
  const { code, message, kind, syscall, originalCode, cause, errors, meta } = error as Record<string, unknown>;
  if ([code, originalCode].some((one) => test({ code: text(one), kind: text(kind), message: text(message), syscall: text(syscall) }))) return true;
  const inner: unknown[] = [
    cause,
    ...(Array.isArray(errors) ? (errors as unknown[]) : []),
    (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError,
  ];
  return inner.some((item) => someThrown(item, test, depth + 1));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * What a caller is told about anything thrown: an AppError in its own words, a bad input by its first problem, a missing
 * database as UNAVAILABLE, everything else as INTERNAL without a word of its inside.
 */
export function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof z.ZodError) return inputError(error);
  if (isDatabaseAway(error)) {
    return new AppError('UNAVAILABLE', 'The database cannot be reached right now.', { suggestions: ['Try again in a few seconds.'], retryAfterSeconds: 2 });
  }
  if (isBrokenOff(error)) {
    return new AppError('UNAVAILABLE', 'The database broke this off.', { suggestions: ['Try again in a second.'], retryAfterSeconds: 1 });
  }
  if (isDatabaseFull(error)) {
    return new AppError('UNAVAILABLE', 'Nothing new can be kept right now.', {
      cause: 'The disk of the database has no space left.',
      suggestions: ['Free some space on it: what waits goes on by itself.'],
      retryAfterSeconds: 10,
    });
  }
  return new AppError('INTERNAL', 'Something went wrong on our side.', { suggestions: ['Try again. If it stays, tell an admin the request id.'] });
}

/** The first problems of an input, each with the field it is about. */
export function inputError(error: z.ZodError, where = ''): AppError {
  const problems = error.issues.slice(0, 3).map((issue) => {
    const field = [where, ...issue.path.map(String)].filter(Boolean).join('.');
    return field ? `${field}: ${issue.message}` : issue.message;
  });
  return new AppError('INVALID_INPUT', problems.join(' · '));
}
