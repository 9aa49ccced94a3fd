import { expect, it } from 'vitest';
import { cosine, norm, pairsOf } from './vectors.ts';

it('measures how alike vectors are by their direction alone', () => {
  expect(norm([3, 4])).toBe(5);
  expect(cosine([1, 0], [7, 0])).toBe(1);
  expect(cosine([1, 0], [0, 2])).toBe(0);
  expect(cosine([1, 1], [-2, -2])).toBeCloseTo(-1, 12);
  expect(cosine([0, 0], [1, 0])).toBe(0);
});

it('ranks every two of several once, the most alike first', () => {
  const pairs = pairsOf([
    [1, 0],
    [0, 1],
    [1, 0.1],
  ]);
  expect(pairs.map(({ a, b }) => [a, b])).toEqual([
    [0, 2],
    [1, 2],
    [0, 1],
  ]);
  expect(pairs[0]?.alike).toBeCloseTo(1 / Math.sqrt(1.01), 12);
  expect(pairsOf([[1, 2]])).toEqual([]);
});
