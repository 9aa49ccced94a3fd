import { describe, expect, it } from 'vitest';
import { compareSignatures } from './compare-signatures.ts';
import type { Field } from './field.ts';

const common = { required: true, tensors: [], steps: [] };
const tensor = (change: Partial<Extract<Field, { encoding: 'tensor' }>> = {}): Field => ({
  ...common,
  name: 'x',
  encoding: 'tensor',
  datatype: 'FP32',
  shape: ['batch', 4],
  ...change,
});
const picture = (change: Partial<Extract<Field, { encoding: 'image' }>> = {}): Field => ({
  ...common,
  name: 'image',
  encoding: 'image',
  mediaTypes: ['image/png', 'image/jpeg'],
  maxBytes: 1_000_000,
  ...change,
});
const number = (change: Partial<Extract<Field, { encoding: 'number' }>> = {}): Field => ({
  ...common,
  required: false,
  name: 'k',
  encoding: 'number',
  default: 5,
  min: 1,
  max: 10,
  ...change,
});
const rows = (columns: Extract<Field, { encoding: 'row' }>['columns']): Field => ({ ...common, name: 'rows', encoding: 'row', columns });
const classes = (labels: string[]): Field => ({ ...common, name: 'labels', encoding: 'json', view: 'labels', steps: [{ kind: 'top-k', k: 3, labels }] });

const inputs = (was: Field[], is: Field[]) => compareSignatures({ task: 'tensor', inputs: was, outputs: [] }, { task: 'tensor', inputs: is, outputs: [] });
const outputs = (was: Field[], is: Field[]) => compareSignatures({ task: 'tensor', inputs: [], outputs: was }, { task: 'tensor', inputs: [], outputs: is });

describe('an input', () => {
  it.each<[what: string, was: Field[], is: Field[], breaking: boolean[]]>([
    ['that stays', [tensor()], [tensor()], []],
    ['that goes', [tensor()], [], [true]],
    ['that is new and needed', [], [tensor()], [true]],
    ['that is new and may be left out', [], [number()], [false]],
    ['of another datatype', [tensor()], [tensor({ datatype: 'FP64' })], [true]],
    ['whose size is fixed now', [tensor()], [tensor({ shape: [1, 4] })], [true]],
    ['whose size is open now', [tensor()], [tensor({ shape: ['batch', null] })], [false]],
    ['whose open size has another name', [tensor()], [tensor({ shape: ['n', 4] })], []],
    ['of another rank', [tensor()], [tensor({ shape: [4] })], [true]],
    ['that may be of any shape now', [tensor()], [tensor({ shape: null })], [false]],
    ['that is a picture now', [tensor({ name: 'image' })], [picture()], [true]],
    ['that takes fewer types', [picture()], [picture({ mediaTypes: ['image/png'] })], [true]],
    ['that takes more types', [picture()], [picture({ mediaTypes: ['image/png', 'image/jpeg', 'image/webp'] })], [false]],
    ['that takes smaller files', [picture()], [picture({ maxBytes: 500_000 })], [true]],
    ['that takes files of any size', [picture()], [picture({ maxBytes: undefined })], [false]],
    ['whose default is another', [number()], [number({ default: 3 })], [false]],
    ['that loses its default and is needed', [number()], [number({ default: undefined, required: true })], [true, true]],
    ['whose range is narrower', [number()], [number({ max: 5 })], [true]],
    ['whose range is wider', [number()], [number({ max: 50 })], [false]],
    ['that has to be whole now', [number()], [number({ integer: true })], [true]],
    [
      'that loses a column',
      [
        rows([
          { name: 'a', type: 'number' },
          { name: 'b', type: 'number' },
        ]),
      ],
      [rows([{ name: 'a', type: 'number' }])],
      [true],
    ],
    [
      'that gets a column that may be left out',
      [rows([{ name: 'a', type: 'number' }])],
      [
        rows([
          { name: 'a', type: 'number' },
          { name: 'b', type: 'number', optional: true },
        ]),
      ],
      [false],
    ],
    ['with a column of another type', [rows([{ name: 'a', type: 'number' }])], [rows([{ name: 'a', type: 'text' }])], [true]],
  ])('%s', (_, was, is, breaking) => {
    const changes = inputs(was, is);
    expect(changes.map((change) => change.breaking)).toEqual(breaking);
    for (const { message } of changes) expect(message).toMatch(/^[A-Z].*\.$/);
  });
});

describe('an output', () => {
  it.each<[what: string, was: Field[], is: Field[], breaking: boolean[]]>([
    ['that goes', [tensor()], [], [true]],
    ['that is new', [], [tensor()], [false]],
    ['whose fixed size is another', [tensor()], [tensor({ shape: ['batch', 5] })], [true]],
    ['whose open size is fixed now', [tensor()], [tensor({ shape: [1, 4] })], []],
    ['of another datatype', [tensor()], [tensor({ datatype: 'INT64' })], [true]],
    ['with labels that are gone and new', [classes(['cat', 'dog'])], [classes(['cat', 'cow'])], [true, false]],
    ['that says something else', [classes([])], [{ ...classes([]), view: 'boxes' } as Field], [true]],
  ])('%s', (_, was, is, breaking) => {
    expect(outputs(was, is).map((change) => change.breaking)).toEqual(breaking);
  });
});

it('another task is told', () => {
  const empty = { inputs: [], outputs: [] };
  expect(compareSignatures({ task: 'tensor', ...empty }, { task: 'image-classification', ...empty })).toEqual([
    { side: 'task', field: 'image-classification', kind: 'changed', breaking: false, message: 'It is served as image-classification, no longer as tensor.' },
  ]);
});
