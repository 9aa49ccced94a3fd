import { AppError } from '../errors.ts';
import type { Datatype } from '../signatures/datatype.ts';

// A number of 16 digits or more may be an integer that a double cannot hold.
const LONG_INTEGER = /[[,:\s-]\d{16,}/;

/**
 * A JSON body; integers beyond ±(2^53−1) are bigints, so that no digit is lost. `hasLong` says whether there may be any.
 * @throws INVALID_INPUT saying where the text is wrong
 */
export function parseJson(body: Buffer): { value: unknown; hasLong: boolean } {
  try {
    const text = body.toString('utf8');
    const hasLong = LONG_INTEGER.test(text);
    return { value: hasLong ? (JSON.parse(text, keepDigits) as unknown) : (JSON.parse(text) as unknown), hasLong };
  } catch (error) {
    // Thousands of nested brackets overflow the stack instead.
    const cause = error instanceof SyntaxError ? error.message : 'It is nested too deeply.';
    throw new AppError('INVALID_INPUT', 'The body is not valid JSON.', { cause });
  }
}

/** Bigints as the tensor decoder takes them: numbers for floats, strings for integers. */
export function exactInStrings(data: unknown, datatype: Datatype): unknown {
  if (Array.isArray(data)) return data.map((item) => exactInStrings(item, datatype));
  if (typeof data !== 'bigint') return data;
  return datatype.startsWith('FP') ? Number(data) : data.toString();
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !context?.source) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}
