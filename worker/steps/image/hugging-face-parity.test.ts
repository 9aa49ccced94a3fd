import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PictureInput } from '../../../server/signatures/detect/picture-input.ts';
import { huggingFacePicture } from '../../../server/signatures/presets/hugging-face-picture.ts';
import { expectValue, type Value } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { applyStep } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const FIXTURES = path.join(import.meta.dirname, '../testing/fixtures');
const { transformers, cases } = JSON.parse(readFileSync(path.join(FIXTURES, 'processors/expected.json'), 'utf8')) as {
  transformers: string;
  cases: { name: string; config: Record<string, unknown>; shape: number[]; mean: number; values: number[] }[];
};
const OPEN: PictureInput = {
  spec: { name: 'pixel_values', datatype: 'FP32', shape: [1, 3, 'height', 'width'] },
  layout: 'nchw',
  channels: 3,
  width: null,
  height: null,
};
/** Theirs multiplies in float64 and subtracts in float32, ours in one go. */
const TOLERANCE = 1e-5;

/** A picture through the Steps that a preprocessor_config.json makes. */
async function prepare(config: Record<string, unknown>): Promise<{ shape: readonly number[]; numbers: ArrayLike<number> }> {
  const run = freshRun();
  let value: Value = { kind: 'media', mediaType: 'image/png', bytes: new Uint8Array(readFileSync(path.join(FIXTURES, 'image/photo.png'))) };
  for (const step of [{ kind: 'decode-image' } as const, ...huggingFacePicture(config, OPEN).steps, { kind: 'to-tensor' } as const]) {
    value = await applyStep(step, value, { run });
  }
  const tensor = expectValue(value, 'tensor');
  return { shape: tensor.shape, numbers: numbersOf(tensor) };
}

describe(`a picture is prepared as transformers ${transformers} prepares it`, () => {
  it.each(cases)('$name', async ({ config, shape, mean, values }) => {
    const { numbers, shape: ours } = await prepare(config);
    expect(ours).toEqual(shape);
    const last = numbers.length - 1;
    const apart = values.map((value, index) => Math.abs(value - (numbers[Math.trunc((index * last) / (values.length - 1))] as number)));
    expect(Math.max(...apart)).toBeLessThan(TOLERANCE);
    expect(Math.abs(mean - Array.from(numbers).reduce((sum, value) => sum + value, 0) / numbers.length)).toBeLessThan(TOLERANCE);
  });
});
