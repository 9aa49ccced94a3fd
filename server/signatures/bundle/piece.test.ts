import { expect, it } from 'vitest';
import { joinPieces, pieceSchema } from './piece.ts';

const segment = { text: ' Go', timestamp: [0, 1.5] as [number, number] };

it('a piece is taken as it is, without what it does not need', () => {
  expect(pieceSchema.parse({ text: ' a', segments: [segment], progress: 1, more: 7 })).toEqual({ text: ' a', segments: [segment], progress: 1 });
  expect(pieceSchema.parse({ text: '' })).toEqual({ text: '' });
});

it.each([
  ['no text', {}],
  ['too long a text', { text: 'x'.repeat(100_001) }],
  ['a progress above 1', { text: '', progress: 1.1 }],
  ['a progress that is none', { text: '', progress: NaN }],
  ['segments that are no list', { text: '', segments: {} }],
  ['a segment without an end', { text: '', segments: [{ text: 'a', timestamp: [0] }] }],
  ['a time without end', { text: '', segments: [{ text: 'a', timestamp: [0, Infinity] }] }],
])('a piece with %s is none', (_, piece) => {
  expect(pieceSchema.safeParse(piece).success).toBe(false);
});

it('two pieces are one: texts and segments follow each other, the last progress counts', () => {
  expect(joinPieces({ text: 'a', segments: [segment], progress: 0.2 }, { text: 'b', segments: [segment] })).toEqual({
    text: 'ab',
    segments: [segment, segment],
    progress: 0.2,
  });
  expect(joinPieces({ text: 'a' }, { text: 'b' })).toEqual({ text: 'ab' });
});
