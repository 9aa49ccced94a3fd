import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { DATATYPE_NAMES, DATATYPES } from './datatype.ts';
import type { Datatype } from './datatype.ts';
import { packElements, packStrings } from './tensor-bytes.ts';
import { decodeTensorJson, encodeTensorJson, tensorText } from './tensor-json.ts';

const decode = (datatype: Datatype, shape: number[] | undefined, data: unknown) =>
  decodeTensorJson({ name: 'x', datatype, data, ...(shape === undefined ? {} : { shape }) });

function refusal(datatype: Datatype, shape: number[], data: unknown): string {
  try {
    decode(datatype, shape, data);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_INPUT') return error.message;
    throw error;
  }
  return 'taken';
}

describe('tensors in JSON', () => {
  it('takes flat and nested data alike, row-major and little-endian', () => {
    const nested = decode(
      'INT16',
      [2, 3],
      [
        [1, 2, 3],
        [4, 5, -6],
      ],
    );
    expect(nested).toEqual(decode('INT16', [2, 3], [1, 2, 3, 4, 5, -6]));
    expect([...nested.bytes]).toEqual([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 250, 255]);
  });

  it('reads the shape off the nesting when none is given', () => {
    expect(
      decode('FP32', undefined, [
        [1, 2],
        [3, 4],
        [5, 6],
      ]).shape,
    ).toEqual([3, 2]);
    expect(decode('FP32', undefined, 1.5)).toMatchObject({ shape: [] });
  });

  it('takes a scalar bare or in a list, and tensors without elements', () => {
    expect(decode('INT64', [], 7)).toEqual(decode('INT64', [], [7]));
    expect(decode('FP32', [3, 0], []).bytes).toHaveLength(0);
    expect(decode('FP32', [3, 0], [[], [], []]).bytes).toHaveLength(0);
    expect(decode('BYTES', [0], []).bytes).toHaveLength(0);
  });

  it('carries 64-bit integers beyond 2^53 − 1 as strings both ways', () => {
    const wide = ['9007199254740993', '-9223372036854775808', 9007199254740991, -1];
    expect(encodeTensorJson('INT64', decode('INT64', [4], wide).bytes)).toEqual(wide);
    expect(encodeTensorJson('UINT64', decode('UINT64', [1], ['18446744073709551615']).bytes)).toEqual(['18446744073709551615']);
    expect(refusal('INT64', [1], [2 ** 53])).toContain('as strings');
  });

  it.each(['FP16', 'FP32', 'FP64'] as const)('carries NaN and infinities of %s as strings both ways', (datatype) => {
    const special = ['NaN', 'Infinity', '-Infinity', 0.5];
    expect(encodeTensorJson(datatype, decode(datatype, [4], special).bytes)).toEqual(special);
  });

  it('takes booleans as true, false, 0, 1 and gives true, false', () => {
    expect(encodeTensorJson('BOOL', decode('BOOL', [4], [true, false, 0, 1]).bytes)).toEqual([true, false, false, true]);
  });

  it('carries texts as they are and bytes that are no UTF-8 as base64', () => {
    const bytes = packElements([Uint8Array.of(0xff, 0), new TextEncoder().encode('\ufeffgrüße')]);
    const data = encodeTensorJson('BYTES', bytes);
    expect(data).toEqual([{ base64: '/wA=' }, '\ufeffgrüße']);
    expect(decode('BYTES', [2], data).bytes).toEqual(bytes);
    expect(decode('BYTES', [2], ['a', '']).bytes).toEqual(packStrings(['a', '']));
  });

  it('names the field, the place, the value and what is wanted', () => {
    expect(
      refusal(
        'UINT8',
        [2, 2],
        [
          [1, 2],
          [3, 256],
        ],
      ),
    ).toBe('Input `x` has 256 at [1, 1]; UINT8 takes whole numbers from 0 to 255.');
    expect(refusal('INT32', [1], [1.5])).toContain('has 1.5 at [0]');
    expect(refusal('FP32', [1], [1e39])).toContain('has 1e+39 at [0]; FP32 takes numbers up to ±3.4e38');
    expect(refusal('FP16', [1], [70000])).toContain('±65,504');
    expect(refusal('FP32', [2], [1, null])).toContain('has null at [1]');
    expect(refusal('FP32', [], 'abc')).toContain('has "abc" at its only place');
    expect(refusal('BYTES', [1], [5])).toContain('BYTES takes strings');
    expect(refusal('BYTES', [1], [{ base64: '*' }])).toContain('{"base64":"*"}');
    expect(refusal('BOOL', [1], [2])).toContain('true, false, 0 or 1');
  });

  it('says where shape and data disagree', () => {
    expect(refusal('FP32', [2, 3], [1, 2])).toBe('Input `x` has 2 elements; shape [2, 3] holds 6.');
    expect(refusal('FP32', [2, 2], [[1, 2], [3]])).toBe('Input `x` has a list of 1 at [1]; shape [2, 2] says 2 on axis 1.');
    expect(refusal('FP32', [2], [[1], [2]])).toContain('has a list at [0]; shape [2] wants an element there');
    expect(refusal('FP32', [2, 1], [[1], 2])).toContain('has 2 at [1]; shape [2, 1] wants a list there');
    expect(refusal('FP32', [2], 5)).toContain('data that is not an array, but 5');
    expect(refusal('FP32', [2], undefined)).toContain('nothing');
  });

  it('refuses impossible shapes before allocating anything', () => {
    for (const shape of [[-1], [1.5], [2 ** 53], [2 ** 30, 2 ** 30], Array.from({ length: 65 }, () => 1)]) {
      expect(refusal('FP32', shape, [])).toMatch(/impossible shape|at most 64/);
    }
    expect(refusal('FP64', [2 ** 52], [1])).toContain('has 1 elements');
  });

  it('gives back every tensor it has written', () => {
    fc.assert(
      fc.property(anyTensor(), ({ datatype, bytes, count }) => {
        const data: unknown = JSON.parse(tensorText({ datatype, bytes }));
        const back = decode(datatype, [count], data).bytes;
        // JSON has one NaN and one zero.
        expect(encodeTensorJson(datatype, back)).toEqual(data);
        if (!datatype.startsWith('FP')) expect(back).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('throws nothing but refusals, whatever it is given', () => {
    const shapes = fc.array(fc.oneof(fc.nat(4), fc.integer(), fc.double()), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...DATATYPE_NAMES), shapes, fc.jsonValue(), (datatype, shape, data) => {
        refusal(datatype, shape, data);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a million floats there and back', () => {
    const bytes = new Uint8Array(4_000_000).map((_, i) => (i * 37) & 0x3f);
    const text = tensorText({ datatype: 'FP32', bytes });
    expect(decode('FP32', [1_000_000], JSON.parse(text)).bytes).toEqual(bytes);
  });
});

function anyTensor(): fc.Arbitrary<{ datatype: Datatype; bytes: Uint8Array; count: number }> {
  return fc.constantFrom(...DATATYPE_NAMES).chain((datatype) => {
    const size = DATATYPES[datatype].bytes;
    if (size === 0) {
      return fc
        .array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 })
        .map((elements) => ({ datatype, bytes: packElements(elements), count: elements.length }));
    }
    return fc.array(fc.uint8Array({ minLength: size, maxLength: size }), { maxLength: 16 }).map((elements) => {
      const bytes = new Uint8Array(elements.length * size);
      elements.forEach((element, i) => bytes.set(datatype === 'BOOL' ? element.map((byte) => byte & 1) : element, i * size));
      return { datatype, bytes, count: elements.length };
    });
  });
}
