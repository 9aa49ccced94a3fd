import type { RawAnswer } from './http-connection.ts';

/** How the numbers stand in an answer: ours as JSON or as bytes behind JSON, or a JSON object of lists as the Python servers write it. */
export type AnswerFormat = 'moorage-json' | 'moorage-binary' | 'lists-json' | 'accepted';

export interface Expected {
  format: AnswerFormat;
  /** All outputs one after another, as the engine alone computes them. */
  values: Float32Array;
  tolerance: number;
}

/**
 * Checks that an answer holds the expected numbers. The part of the answer that holds them is compared byte by byte with
 * one found right before, and read only when it differs: a batch may round differently.
 */
export class AnswerChecker {
  readonly #expected: Expected;
  #right: Buffer | null = null;

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** @throws Error when the answer is not the expected one */
  check(answer: RawAnswer): void {
    if (this.#expected.format === 'accepted') {
      if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
      return;
    }
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    const part = numbersOf(answer, this.#expected.format);
    if (this.#right?.equals(part)) return;
    const values = this.#expected.format === 'moorage-binary' ? floatsOf(part) : flatten(JSON.parse(part.toString()));
    assertClose(values, this.#expected);
    this.#right = Buffer.from(part);
  }
}

function numbersOf({ head, body }: RawAnswer, format: AnswerFormat): Buffer {
  if (format === 'lists-json') return body;
  if (format === 'moorage-json') return body.subarray(body.indexOf('"outputs":') + 10, body.indexOf(',"timings":'));
  const length = /\r\ninference-header-content-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`the answer is not binary: ${body.toString().slice(0, 300)}`);
  return body.subarray(Number(length));
}

function floatsOf(bytes: Buffer): number[] {
  return Array.from({ length: bytes.byteLength / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

// Numbers of nested lists and of objects that hold them; strings (names, datatypes) and shapes are no values.
function flatten(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'shape' ? [] : flatten(inner)));
}

function assertClose(values: ArrayLike<number>, { values: wanted, tolerance }: Expected): void {
  if (values.length !== wanted.length) throw new Error(`answered ${values.length} numbers instead of ${wanted.length}`);
  for (let i = 0; i < wanted.length; i++) {
    const [got, want] = [values[i] as number, wanted[i] as number];
    if (!(Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)))) throw new Error(`number ${i} is ${got} instead of ${want}`);
  }
}
