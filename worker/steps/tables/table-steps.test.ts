import { expect, test } from 'vitest';
import type { StepTensors } from '../step.ts';
import { numbersOf, tensorOf } from '../tensor.ts';
import { packStrings, unpackElements } from '../../../server/signatures/tensor-bytes.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const rows = (...data: object[]) => ({ kind: 'json' as const, data });
const mapping = [{ column: 'town', categories: ['Kiel', 'Husum'] }];

test('columns are standardised, mapped and spread', async () => {
  expect(await jsonOf({ kind: 'standardise', columns: [{ column: 'age', mean: 10, std: 2 }] }, rows({ age: 14 }, { age: null }))).toEqual([
    { age: 2 },
    { age: null },
  ]);
  expect(await jsonOf({ kind: 'category-map', columns: mapping }, rows({ town: 'Husum' }))).toEqual([{ town: 1 }]);
  expect(await jsonOf({ kind: 'one-hot', columns: mapping }, rows({ age: 1, town: 'Kiel' }))).toEqual([{ age: 1, 'town=Kiel': 1, 'town=Husum': 0 }]);
});

test('a category the model was not trained on is refused by row and column', async () => {
  await expect(applyStep({ kind: 'category-map', columns: mapping }, rows({ town: 'Kiel' }, { town: 'Ulm' }))).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: 'Row 2, column `town` is "Ulm", which the model was not trained on.',
  });
});

test('rows become one tensor of all columns, or one per column with its own datatype', async () => {
  const bindings = [
    { tensor: 'x', columns: ['a', 'b'], datatype: 'FP32' as const },
    { tensor: 'n', columns: ['a'], datatype: 'INT64' as const },
    { tensor: 't', columns: ['t'], datatype: 'BYTES' as const },
  ];
  const { byName } = (await applyStep({ kind: 'rows-to-tensors', bindings }, rows({ a: 1, b: null, t: 'ä' }, { a: 3, b: 4, t: null }))) as StepTensors;
  const x = byName.get('x') as NonNullable<ReturnType<typeof byName.get>>;
  expect([x.shape, ...numbersOf(x)]).toEqual([[2, 2], 1, Number.NaN, 3, 4]);
  expect([...numbersOf(byName.get('n') as typeof x)]).toEqual([1, 3]);
  expect((unpackElements((byName.get('t') as typeof x).bytes) ?? []).map((text) => Buffer.from(text).toString())).toEqual(['ä', '']);
});

test('classes come with the scores of all, best first', async () => {
  const tensors = {
    kind: 'tensors' as const,
    byName: new Map([
      ['label', { kind: 'tensor' as const, datatype: 'BYTES' as const, shape: [1], bytes: packStrings(['b']) }],
      ['probabilities', tensorOf('FP32', [1, 2], Float32Array.of(0.25, 0.75))],
    ]),
  };
  const step = { kind: 'class-rows' as const, label: 'label', probabilities: 'probabilities', labels: ['a', 'b'] };
  expect(await jsonOf(step, tensors)).toEqual([
    {
      label: 'b',
      score: 0.75,
      scores: [
        { label: 'b', score: 0.75 },
        { label: 'a', score: 0.25 },
      ],
    },
  ]);
});

test('one column of probabilities is that of the second class', async () => {
  const step = { kind: 'class-rows' as const, label: null, probabilities: 'p', labels: ['no', 'yes'] };
  expect(await jsonOf(step, tensorOf('FP32', [1, 1], Float32Array.of(0.75)))).toEqual([
    {
      label: 'yes',
      score: 0.75,
      scores: [
        { label: 'yes', score: 0.75 },
        { label: 'no', score: 0.25 },
      ],
    },
  ]);
});

test('a missing value is named when the model answers NaN for it, and no matter when it does not', async () => {
  const bindings = [{ tensor: 'x', columns: ['a', 'b'], datatype: 'FP32' as const }];
  const step = { kind: 'class-rows' as const, label: null, probabilities: 'p', labels: ['no', 'yes'] };
  const run = freshRun();
  await applyStep({ kind: 'rows-to-tensors', bindings }, rows({ a: 1, b: 2 }, { a: 3, b: null }), { run });
  await expect(applyStep(step, tensorOf('FP32', [2, 1], Float32Array.of(0.5, Number.NaN)), { run })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: 'Row 2 has no number in column `b`, and this model cannot do without.',
  });
  await expect(applyStep({ kind: 'value-rows' }, tensorOf('FP32', [2], Float32Array.of(0.5, Number.NaN)), { run })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  expect(await jsonOf({ kind: 'value-rows' }, tensorOf('FP32', [2], Float32Array.of(0.5, 0.25)), { run })).toEqual([0.5, 0.25]);
});
