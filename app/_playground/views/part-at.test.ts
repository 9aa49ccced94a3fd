import { expect, it } from 'vitest';
import { partAt } from './part-at.ts';

const PARTS = [
  { text: ' one', timestamp: [0.5, 0.9] as [number, number] },
  { text: ' two', timestamp: [1.2, 1.5] as [number, number] },
  { text: ' three', timestamp: [1.5, 2] as [number, number] },
];

it('finds what is heard, through the pause after it, and nothing before the first word or after the last', () => {
  expect([0, 0.5, 0.9, 1.1, 1.2, 1.5, 2, 2.1].map((seconds) => partAt(PARTS, seconds))).toEqual([-1, 0, 0, 0, 1, 2, 2, -1]);
  expect(partAt([], 1)).toBe(-1);
});
