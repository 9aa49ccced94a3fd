import { expect, test } from 'vitest';
import { checkIndices, checkValues } from './protocol.ts';

const picture = { name: 'p', mediaType: 'image/png', offset: 0, length: 8 };
const PAYLOAD = new Uint8Array(8);
const tensor = { name: 'y', datatype: 'FP32', shape: [2], offset: 0, length: 8 };

test('an honest answer is taken as it is', () => {
  expect(checkValues([tensor], PAYLOAD)).toEqual([{ name: 'y', datatype: 'FP32', shape: [2], bytes: PAYLOAD }]);
  expect(checkValues([picture], PAYLOAD)).toEqual([{ name: 'p', mediaType: 'image/png', bytes: PAYLOAD.subarray(0, 8) }]);
  expect(checkValues([{ ...tensor, datatype: 'BYTES', shape: [1], length: 5 }], PAYLOAD)).toHaveLength(1);
});

test.each([
  ['a payload it does not have', { offset: 4 }],
  ['a negative offset', { offset: -1 }],
  ['a length that is no number', { length: '8' }],
  ['a shape that does not hold its bytes', { shape: [3] }],
  ['a negative axis', { shape: [-2] }],
  ['an axis that is not whole', { shape: [1.5] }],
  ['an unknown datatype', { datatype: 'BF16' }],
  ['a name that is no text', { name: 7 }],
])('a runner that claims %s is not believed', (_, lie) => {
  expect(() => checkValues([{ ...tensor, ...lie }], PAYLOAD)).toThrow();
});

test('a media type that is none is not believed', () => {
  for (const mediaType of ['png', 'text/html\r\nX: y', 7, 'image/']) expect(() => checkValues([{ ...picture, mediaType }], PAYLOAD)).toThrow();
});

test('an answer that is no list is refused', () => {
  expect(() => checkValues({ length: 1 }, PAYLOAD)).toThrow();
  expect(() => checkValues([null], PAYLOAD)).toThrow();
});

test('a runner cannot claim to run what it was not given', () => {
  expect(checkIndices([0, 2], 3)).toEqual([0, 2]);
  for (const bad of [null, [], [3], [-1], [0.5], ['0']]) expect(() => checkIndices(bad, 3)).toThrow(/runs/);
});
