import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Idempotency } from '../invocations/claim-idempotency-key.ts';
import { JSON_LENGTH_HEADER } from './binary-tensors.ts';
import type { RestContext } from './rest-env.ts';

/** The caller's key with the hash of everything that decides what runs: `more` besides model, headers and body. @throws INVALID_INPUT */
export function idempotencyOf(c: RestContext, body: Buffer, more: string[]): Idempotency | undefined {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) throw new AppError('INVALID_INPUT', 'Idempotency-Key takes 1 to 255 printable ASCII characters.');
  const { headers } = c.env.incoming;
  const how = JSON.stringify([c.req.param('model'), headers['content-type'] ?? '', headers[JSON_LENGTH_HEADER.toLowerCase()] ?? '', ...more]);
  return { key, bodyHash: createHash('sha256').update(how).update('\n').update(body).digest('hex') };
}
