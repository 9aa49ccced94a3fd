import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { asAppError, isDatabaseAway, isDatabaseFull } from './failure.ts';

const full = Object.assign(new Error('could not extend file "base/1/2": No space left on device'), { code: '53100' });

test('a full disk of the database is said as such, with when to try again', () => {
  const wrapped = Object.assign(new Error('Invalid invocation'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { kind: 'postgres', originalCode: '53100' } } },
  });
  for (const error of [full, wrapped, new Error('query failed', { cause: full })]) {
    expect(isDatabaseFull(error)).toBe(true);
    expect(asAppError(error)).toMatchObject({ code: 'UNAVAILABLE', status: 503, retryAfterSeconds: 10 });
  }
});

test('a database that is away is no full one', () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect([isDatabaseAway(away), isDatabaseFull(away)]).toEqual([true, false]);
  expect(asAppError(new AggregateError([away]))).toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 2 });
});

test('a statement that was canceled, waited too long for a lock, or lost against another transaction, is to be tried again', () => {
  for (const code of ['57014', '55P03', '40001', '40P01']) {
    expect(asAppError(Object.assign(new Error('canceling statement due to user request'), { code }))).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  }
});

test('a database whose socket is gone is away; a file that is missing is not', () => {
  const missing = Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  expect([isDatabaseAway(Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'connect' })), isDatabaseAway(missing)]).toEqual([true, false]);
});

test('an error of ours stays itself, and anything else tells nothing of its inside', () => {
  const own = new AppError('NOT_FOUND', 'There is no run.');
  expect(asAppError(own)).toBe(own);
  expect(asAppError(new Error('password=hunter2'))).toMatchObject({ code: 'INTERNAL', message: expect.not.stringContaining('hunter2') as string });
});
