import { expect, test } from 'vitest';
import { writeNpy } from '../../server/signatures/npy.ts';
import type { TensorField } from '../../server/signatures/field.ts';
import { draftsOf, filled, withNpy, withShape, withText, type TensorDraft } from './tensor-draft.ts';

const field = (over: Partial<TensorField> = {}): TensorField => ({
  name: 'x',
  encoding: 'tensor',
  datatype: 'FP32',
  shape: ['batch', 3],
  required: true,
  tensors: [],
  steps: [],
  ...over,
});

test('a new draft is filled in and can be sent', () => {
  const [draft] = draftsOf({ inputs: [field()] }) as [TensorDraft];
  expect(draft.shape).toEqual([1, 3]);
  expect(draft.bytes.byteLength).toBe(12);
  expect(draft.problem).toBeNull();
});

test('typed JSON becomes bytes, and a mistake says what is wanted', () => {
  const draft = filled(field(), { shape: [1, 3], fill: 'zeros' });
  const typed = withText(draft, '[1, 2, 3]');
  expect(typed.problem).toBeNull();
  expect([...new Float32Array(typed.bytes.buffer, typed.bytes.byteOffset, 3)]).toEqual([1, 2, 3]);
  expect(withText(draft, '[1, 2]').problem).toMatch(/3/);
  expect(withText(draft, '[1, 2,').problem).toMatch(/not JSON/);
  expect(withText(draft, '["a", 2, 3]').problem).not.toBeNull();
});

test('another shape fills anew, and keeps the data where the count stays', () => {
  const draft = withText(filled(field({ shape: [null, null] }), { shape: [2, 3], fill: 'zeros' }), '[1,2,3,4,5,6]');
  expect(withShape(draft, [3, 2]).bytes).toEqual(draft.bytes);
  expect(withShape(draft, [2, 2]).bytes.byteLength).toBe(16);
  expect(withShape(draft, [-1, 2]).problem).not.toBeNull();
});

test('a .npy file takes the place of the data, and one that does not fit is refused by name', () => {
  const [draft] = draftsOf({ inputs: [field()] }) as [TensorDraft];
  const file = writeNpy('FP32', [2, 3], new Uint8Array(new Float32Array([1, 2, 3, 4, 5, 6]).buffer));
  expect(withNpy(draft, { name: 'a.npy', bytes: file }).shape).toEqual([2, 3]);
  expect(withNpy(draft, { name: 'b.npy', bytes: writeNpy('FP64', [2, 3], new Uint8Array(48)) }).problem).toContain('FP64');
  expect(withNpy(draft, { name: 'c.npy', bytes: writeNpy('FP32', [2, 4], new Uint8Array(32)) }).problem).not.toBeNull();
});

test('a scalar is shown without brackets', () => {
  expect(withText(filled(field({ shape: [], datatype: 'INT64' }), { shape: [], fill: 'zeros' }), '16000').problem).toBeNull();
  expect(filled(field({ shape: [], datatype: 'INT64' }), { shape: [], fill: 'zeros' }).text).toBe('0');
});
