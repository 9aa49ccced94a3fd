import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import type { Field } from '../signatures/field.ts';
import type { Signature } from '../signatures/schema.ts';
import { isTensorValue, jsonValue, readJsonValue, type FieldValue } from '../signatures/value.ts';
import { bindInputs } from './bind-inputs.ts';

const common = { required: true, tensors: [], steps: [] };
const text: Field = { ...common, name: 'text', encoding: 'text', maxChars: 20, multiline: true };
const labels: Field = { ...common, name: 'labels', encoding: 'text', list: true };
const k: Field = { ...common, name: 'top_k', encoding: 'number', required: false, min: 1, max: 10, integer: true, default: 5 };
const row: Field = {
  ...common,
  name: 'row',
  encoding: 'row',
  maxRows: 3,
  columns: [
    { name: 'age', type: 'number', min: 0 },
    { name: 'town', type: 'text', categories: ['Kiel', 'Husum'] },
    { name: 'note', type: 'text', optional: true },
  ],
};
const image: Field = { ...common, name: 'image', encoding: 'image', mediaTypes: ['image/jpeg', 'image/png'], maxBytes: 100 };
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);

const signatureOf = (...inputs: Field[]): Signature => ({ task: 'tensor', inputs, outputs: [], graphs: [] });

function bound(field: Field, value: FieldValue): unknown {
  const [result] = bindInputs(signatureOf(field), [value]);
  if (!result || isTensorValue(result)) return result;
  return result.mediaType === 'application/json' ? readJsonValue(result) : result.mediaType;
}

function refusal(field: Field, value: FieldValue): AppError {
  try {
    bindInputs(signatureOf(field), [value]);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was taken');
}

describe('what a caller sends for a field', () => {
  it('takes text and, where several are usual, a list of texts', () => {
    expect(bound(text, jsonValue('text', 'ahoy'))).toBe('ahoy');
    expect(bound(text, jsonValue('text', ['a', 'b']))).toEqual(['a', 'b']);
    expect(bound(labels, jsonValue('labels', ['a', 'b']))).toEqual(['a', 'b']);
    expect(bound(labels, jsonValue('labels', 'a, b'))).toBe('a, b');
  });

  it.each([
    [text, 7, 'Input `text` is 7; it has to be text, or a list of texts.'],
    [text, ['a', 7], 'Input `text` is 7; it has to be text, or a list of texts.'],
    [text, [], 'Input `text` is []; it has to be text.'],
    [k, 'five', 'Input `top_k` is "five"; it has to be a number.'],
    [k, 2.5, 'Input `top_k` is 2.5; it has to be a whole number.'],
    [k, 0, 'Input `top_k` is 0; it has to be a number from 1 to 10.'],
    [row, 'x', 'Input `row` is no table row.'],
    [row, [], 'Input `row` has no rows.'],
    [row, { age: 3 }, 'Input `row`, row 1, column `town` is missing.'],
    [row, { age: 'three', town: 'Kiel' }, 'Input `row`, row 1, column `age` is "three"; it has to be a finite number (0 to ∞).'],
    [row, { age: -1, town: 'Kiel' }, 'Input `row`, row 1, column `age` is -1; it has to be a finite number (0 to ∞).'],
    [
      row,
      [
        { age: 1, town: 'Kiel' },
        { age: 1, town: 'Ulm' },
      ],
      'Input `row`, row 2, column `town` is "Ulm"; it has to be one of Kiel, Husum.',
    ],
    [row, { age: 1, town: 'Kiel', size: 2 }, 'Input `row`, row 1: there is no column `size`.'],
    [row, [[1, 'Kiel']], 'Input `row` has a row of 2 values; it has 3 columns: age, town, note.'],
    [row, { age: [1, 2], town: ['Kiel'] }, 'Input `row` has columns of different lengths: 2, 1.'],
  ] as [Field, unknown, string][])('refuses %o ← %j', (field, data, message) => {
    const error = refusal(field, jsonValue(field.name, data));
    expect([error.code, error.message]).toEqual(['INVALID_INPUT', message]);
  });

  it('names the limit that was passed', () => {
    expect(refusal(text, jsonValue('text', 'x'.repeat(21)))).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'Input `text` has 21 characters; this model takes up to 20.',
    });
    expect(refusal(row, jsonValue('row', Array(4).fill({ age: 1, town: 'Kiel' })))).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(refusal(image, { name: 'image', mediaType: 'image/png', bytes: Buffer.concat([PNG, Buffer.alloc(100)]) })).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'Input `image` has 128\u00a0B; this model takes up to 100\u00a0B.',
    });
  });

  it('makes every form of a table one', () => {
    const wanted = [{ age: 3, town: 'Kiel', note: null }];
    for (const data of [
      { age: 3, town: 'Kiel' },
      [{ age: '3', town: 'Kiel' }],
      [[3, 'Kiel', null]],
      { age: [3], town: ['Kiel'] },
      { data: { age: [3], town: ['Kiel'] } },
    ]) {
      expect(bound(row, jsonValue('row', data))).toEqual(wanted);
    }
  });

  it('goes by what a file is, not by what it is called', () => {
    expect(bound(image, { name: 'image', mediaType: 'image/jpeg', bytes: PNG })).toBe('image/png');
    expect(refusal(image, { name: 'image', mediaType: 'image/png', bytes: Buffer.from('%PDF-1.7') }).message).toBe(
      'Input `image` is of type application/pdf; this model takes image/jpeg, image/png.',
    );
    expect(refusal(image, { name: 'image', mediaType: 'image/png', bytes: Buffer.from('hello') }).message).toContain('of a type its first bytes do not tell');
    expect(refusal(image, { name: 'image', mediaType: 'image/png', bytes: new Uint8Array(0) }).message).toBe('Input `image` is empty: it has 0 bytes.');
  });

  it('may leave out what has a default, and nothing else', () => {
    expect(bindInputs(signatureOf(text, k), [jsonValue('text', 'a')]).map(({ name }) => name)).toEqual(['text']);
    expect(() => bindInputs(signatureOf(text, k), [jsonValue('top_k', 3)])).toThrow('Input `text` is missing.');
    expect(() => bindInputs(signatureOf(text), [jsonValue('txt', 'a')])).toThrow('This model has no input `txt`.');
  });

  it('says how a field is sent when it came as something else', () => {
    const error = refusal(image, { name: 'image', datatype: 'UINT8', shape: [1], bytes: new Uint8Array(1) });
    expect(error.message).toBe('Input `image` came as a tensor.');
    expect(error.suggestions[0]).toContain('image/jpeg');
  });
});
