import { describe, expect, it } from 'vitest';
import { isAppError } from '../errors.ts';
import { assertShapeFits } from './assert-shape-fits.ts';
import { formatShape, formatTensorType } from './format-tensor.ts';
import type { Dim } from './field.ts';

describe('tensors in words', () => {
  it('writes types and shapes as the screens do', () => {
    expect(formatTensorType({ datatype: 'FP32', shape: ['N', 3, 224, 224] })).toBe('f32 [N,3,224,224]');
    expect(formatTensorType({ datatype: 'INT64', shape: [] })).toBe('i64 []');
    expect(formatShape([null, 'length'])).toBe('[?,length]');
    expect(formatShape(null)).toBe('[…]');
  });
});

describe('a shape against its field', () => {
  const refusal = (declared: Dim[] | null, shape: number[]): string | null => {
    try {
      assertShapeFits({ name: 'image', shape: declared }, shape);
      return null;
    } catch (error) {
      if (isAppError(error)) return error.message;
      throw error;
    }
  };

  it('takes any size where the model leaves it open', () => {
    expect(refusal(['N', 3, null], [7, 3, 0])).toBeNull();
    expect(refusal(null, [1, 2])).toBeNull();
    expect(refusal([], [])).toBeNull();
    expect(refusal(['N', 'N'], [1, 2])).toBeNull();
  });

  it('names the axis, what came and what is wanted', () => {
    expect(refusal(['N', 3, 224, 224], [1, 4, 224, 224])).toBe('Input `image` is 4 on axis 1; this model takes 3 there.');
    expect(refusal(['N', 3], [3])).toBe('Input `image` has 1 axis [3]; this model takes 2: [N,3].');
    expect(refusal(['N'], [-1])).toContain('impossible shape [-1]');
    expect(refusal(null, [2 ** 40, 2 ** 40])).toContain('impossible shape');
  });
});
