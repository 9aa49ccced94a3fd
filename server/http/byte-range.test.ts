import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readByteRange, sliceOf } from './byte-range.ts';

it('reads the part that is asked for', () => {
  expect(readByteRange('bytes=0-', 10)).toEqual({ start: 0, end: 10 });
  expect(readByteRange('bytes=2-4', 10)).toEqual({ start: 2, end: 5 });
  expect(readByteRange('bytes=9-200', 10)).toEqual({ start: 9, end: 10 });
  expect(readByteRange('bytes=-3', 10)).toEqual({ start: 7, end: 10 });
  expect(readByteRange('bytes=-30', 10)).toEqual({ start: 0, end: 10 });
});

it('gives all of it where the header is none that is known, and says when there is no such part', () => {
  for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1'])
    expect(readByteRange(header, 10)).toBeNull();
  for (const header of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) expect(readByteRange(header, 10)).toBe('beyond');
  expect(readByteRange('bytes=0-', 0)).toBe('beyond');
});

it('cuts a stream anywhere in its chunks, and closes it when the part is over', async () => {
  const chunks = ['abc', 'defg', 'hij'].map((text) => Buffer.from(text));
  for (let start = 0; start < 10; start += 1) {
    for (let end = start + 1; end <= 10; end += 1) {
      const source = Readable.from(chunks);
      const parts: Uint8Array[] = [];
      for await (const part of sliceOf(source as AsyncIterable<Uint8Array>, { start, end })) parts.push(part);
      expect(Buffer.concat(parts).toString()).toBe('abcdefghij'.slice(start, end));
      expect(source.destroyed).toBe(true);
    }
  }
});
