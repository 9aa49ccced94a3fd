import { expect, test } from 'vitest';
import { numbersOf, tensorOf } from '../tensor.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const scores = (...values: number[]) => tensorOf('FP32', [1, values.length], Float32Array.from(values));

test.each([
  [
    [1, 2, 3],
    [0.09003057, 0.24472847, 0.66524096],
  ],
  [
    [1e4, 0, -1e4],
    [1, 0, 0],
  ],
  [
    [5, 5],
    [0.5, 0.5],
  ],
  [[-7], [1]],
])('softmax of %j is %j', async (given, wanted) => {
  const result = await applyStep({ kind: 'activation', function: 'softmax' }, scores(...given));
  if (result.kind !== 'tensor') throw new Error('no tensor');
  numbersOf(result).forEach((value, at) => expect(value).toBeCloseTo(wanted[at] as number, 6));
});

test('sigmoid does not overflow', async () => {
  const result = await applyStep({ kind: 'activation', function: 'sigmoid' }, scores(-1e4, 0, 1e4));
  if (result.kind !== 'tensor') throw new Error('no tensor');
  expect([...numbersOf(result)]).toEqual([0, 0.5, 1]);
});

test('a score that is no number is an error, never null', async () => {
  await expect(applyStep({ kind: 'activation', function: 'softmax' }, scores(1, Number.NaN))).rejects.toThrow('the model gave NaN (element 1)');
  await expect(jsonOf({ kind: 'top-k' }, scores(Number.NaN))).rejects.toThrow('NaN');
});

test('the best classes come first, ties in their order, no more than there are', async () => {
  expect(await jsonOf({ kind: 'top-k', k: 3, labels: ['a', 'b'] }, scores(0.2, 0.5, 0.5, 0.1))).toEqual([
    { label: 'b', score: 0.5 },
    { label: 'LABEL_2', score: 0.5 },
    { label: 'a', score: Math.fround(0.2) },
  ]);
  expect(await jsonOf({ kind: 'top-k', k: 9 }, scores(1))).toHaveLength(1);
});

test('how many classes is what the caller says, where the field is theirs', async () => {
  const run = freshRun({ top_k: 1 });
  expect(await jsonOf({ kind: 'top-k', k: { field: 'top_k' } }, scores(1, 2, 3), { run })).toHaveLength(1);
});

test('frames of a recording are averaged', async () => {
  const result = await applyStep({ kind: 'mean-over-time' }, tensorOf('FP32', [1, 2, 2], Float32Array.of(0, 1, 1, 0.5)));
  if (result.kind !== 'tensor') throw new Error('no tensor');
  expect([result.shape, ...numbersOf(result)]).toEqual([[1, 2], 0.5, 0.75]);
});
