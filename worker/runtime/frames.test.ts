import { expect, test } from 'vitest';
import { encodeFrame, FrameReader, type Frame } from './frames.ts';

const bytes = (...frames: Uint8Array[][]) => Buffer.concat(frames.flat());

function readAll(chunks: Buffer[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push({ header: frame.header, payload: Uint8Array.from(frame.payload) }));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

test('frames come out as they went in, however the stream is cut', () => {
  const stream = bytes(
    encodeFrame({ kind: 'a', n: 1 }, [Uint8Array.of(1, 2), Uint8Array.of(3)]),
    encodeFrame({ kind: 'b' }),
    encodeFrame({ kind: 'ü' }, [new Uint8Array(300)]),
  );
  for (let cut = 0; cut <= stream.length; cut++) {
    const frames = readAll([stream.subarray(0, cut), stream.subarray(cut)].filter((chunk) => chunk.length > 0));
    expect(frames.map((frame) => frame.header.kind)).toEqual(['a', 'b', 'ü']);
    expect([...(frames[0]?.payload ?? [])]).toEqual([1, 2, 3]);
    expect(frames[2]?.payload.byteLength).toBe(300);
  }
  expect(readAll([...stream].map((byte) => Buffer.of(byte)))).toHaveLength(3);
});

test('texts that no database keeps do not get in', () => {
  const [frame] = readAll([bytes(encodeFrame({ kind: 'failed', error: { message: 'a\0b', suggestions: ['\ud800', 'x \\u0000 y', '😀'] } }))]);
  expect(frame?.header).toEqual({ kind: 'failed', error: { message: 'a\ufffdb', suggestions: ['\ufffd', 'x \\u0000 y', '😀'] } });
});

test('a peer that announces too much, or no JSON, is refused before anything is kept', () => {
  const huge = Buffer.alloc(8);
  huge.writeUInt32LE(0xffffffff, 0);
  expect(() => readAll([huge])).toThrow(/over the limit/);
  const large = Buffer.alloc(8);
  large.writeUInt32LE(2, 0);
  large.writeUInt32LE(0xffffffff, 4);
  expect(() => readAll([large])).toThrow(/over the limit/);
  const [prefix] = encodeFrame({});
  expect(() => readAll([Buffer.concat([(prefix as Buffer).subarray(0, 8), Buffer.from('no')])])).toThrow();
  const list = Buffer.from('[]');
  const head = Buffer.alloc(8);
  head.writeUInt32LE(list.length, 0);
  expect(() => readAll([Buffer.concat([head, list])])).toThrow(/not an object/);
});
