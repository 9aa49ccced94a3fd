import { expect, it } from 'vitest';
import { keepNucleus } from './nucleus.ts';

/** The definition, over the whole vocabulary. Source: transformers, TopPLogitsWarper. */
function defined(scores: Float32Array, { p, k }: { p: number; k: number }): Float32Array {
  const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number)).slice(0, k > 0 ? k : undefined);
  const weights = order.map((index) => Math.exp((scores[index] as number) - (scores[order[0] as number] as number)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  const kept = order.filter((_, at) => {
    const stays = at === 0 || before < p * total;
    before += weights[at] as number;
    return stays;
  });
  return scores.map((score, index) => (kept.includes(index) ? score : -Infinity));
}

/** Normally distributed numbers, always the same. */
function normal(count: number, spread: number): Float32Array {
  let state = 12_345;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: count }, () => spread * Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next()));
}

it.each([
  [0.9, 0, 2],
  [0.9, 0, 20],
  [0.5, 40, 5],
  [0.99, 1, 5],
  [0.001, 0, 1],
  [0.95, 7, 40],
])('keeps for p %d, k %d what the definition keeps, of scores spread by %d', (p, k, spread) => {
  const scores = normal(2000, spread);
  const wanted = defined(scores, { p, k });
  keepNucleus(scores, { p, k });
  expect(scores).toEqual(wanted);
  expect(wanted.filter((score) => score > -Infinity).length).toBeGreaterThan(0);
});

it('keeps the order of the vocabulary among equals, and what was barred before stays barred', () => {
  const scores = Float32Array.from([1, 3, -Infinity, 3, 1]);
  keepNucleus(scores, { p: 0.4, k: 0 });
  expect([...scores]).toEqual([-Infinity, 3, -Infinity, -Infinity, -Infinity]);
});
