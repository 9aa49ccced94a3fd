import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectValue, type Sound, type Value } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { applyStep } from '../testing/apply-step.ts';

const { transformers, samples, cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../testing/fixtures/audio/mel.json'), 'utf8')) as {
  transformers: string;
  samples: number;
  cases: { name: string; shape: number[]; mean: number; values: number[] }[];
};
const sweep: Sound = {
  kind: 'sound',
  hz: 16_000,
  channels: [Float32Array.from({ length: samples }, (_, n) => 0.4 * Math.sin((n * n) / 40_000) + 0.1 * Math.sin(n / 3))],
};
// float32 results of sums in another order.
const TOLERANCE = 2e-5;

const STEPS: Record<string, () => Promise<Value>> = {
  'whisper 80': () => applyStep({ kind: 'log-mel', style: 'whisper', bands: 80, frames: 300 }, sweep),
  'whisper 128': () => applyStep({ kind: 'log-mel', style: 'whisper', bands: 128, frames: 300 }, sweep),
  ast: () => applyStep({ kind: 'log-mel', style: 'ast', bands: 128, frames: 160, mean: -4.2677393, std: 4.5689974 }, sweep),
  wav2vec2: async () => applyStep({ kind: 'samples-to-tensor' }, await applyStep({ kind: 'zero-mean-unit-variance' }, sweep)),
};

describe(`a recording is prepared as transformers ${transformers} prepares it`, () => {
  it.each(cases)('$name', async ({ name, shape, mean, values }) => {
    const tensor = expectValue((await STEPS[name]?.()) as Value, 'tensor');
    expect(tensor.shape).toEqual(shape);
    const numbers = numbersOf(tensor);
    const apart = values.map((value, index) => Math.abs(value - (numbers[Math.trunc((index * (numbers.length - 1)) / (values.length - 1))] as number)));
    expect(Math.max(...apart)).toBeLessThan(TOLERANCE);
    expect(Math.abs(mean - Array.from(numbers).reduce((sum, value) => sum + value, 0) / numbers.length)).toBeLessThan(TOLERANCE);
  });
});
