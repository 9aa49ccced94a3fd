import { expect, test } from 'vitest';
import { tensorOf } from '../tensor.ts';
import { jsonOf } from '../testing/apply-step.ts';

/** One row per step with the class that wins. */
function steps(classes: number, winners: number[]) {
  return tensorOf(
    'FP32',
    [1, winners.length, classes],
    Float32Array.from(winners.flatMap((winner) => Array.from({ length: classes }, (_, at) => (at === winner ? 0.9 : 0.1 / (classes - 1))))),
  );
}

const read = (winners: number[], classes = 3, more: object = {}) =>
  jsonOf<'ctc', { generated_text: string; score: number }>({ kind: 'ctc', alphabet: ['a', 'b'], ...more }, steps(classes, winners));

test.each([
  ['a letter over several steps is one letter', [1, 1, 1], 'a'],
  ['a blank between two makes them two', [1, 0, 1], 'aa'],
  ['blanks are nothing', [0, 0, 0], ''],
  ['letters follow each other', [1, 2, 0, 2], 'abb'],
])('%s', async (_, winners, wanted) => {
  expect((await read(winners)).generated_text).toBe(wanted);
});

test('a model with one class more than its list has the space in it', async () => {
  expect((await read([1, 3, 2], 4)).generated_text).toBe('a b');
});

test('the blank may be the last class', async () => {
  expect((await read([0, 2, 1], 3, { blank: 'last' })).generated_text).toBe('ab');
});

test('it is as sure as its letters, and not at all where there are none', async () => {
  expect((await read([1, 2])).score).toBeCloseTo(0.9, 6);
  expect((await read([0])).score).toBe(0);
});
