import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HZ, hzOf, LETTER, speakerBundle } from '../../../server/testing/bundles/speaker-bundle.ts';
import { readWav } from '../../steps/audio/read-wav.ts';
import { library } from './library.ts';
import { BundleRunner } from './testing/bundle-runner.ts';

const bundle = speakerBundle();
let runner: BundleRunner;

beforeAll(async () => void (runner = await BundleRunner.start(bundle)), 60_000);
afterAll(() => runner?.stop());

async function say(text: unknown): Promise<Float32Array> {
  const { media, error } = await runner.run({ text });
  if (!media) throw new Error(error?.message);
  expect(media.mediaType).toBe('audio/wav');
  const sound = readWav(media.bytes, 600);
  expect(sound.hz).toBe(HZ);
  return sound.channels[0] as Float32Array;
}

/** How loud a frequency is in some samples. */
function loudness(samples: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  samples.forEach((sample, at) => {
    re += sample * Math.cos((2 * Math.PI * hz * at) / HZ);
    im += sample * Math.sin((2 * Math.PI * hz * at) / HZ);
  });
  return Math.hypot(re, im) / samples.length;
}

describe('text-to-audio', () => {
  it('is found, with the rate of its configuration', () => {
    expect(runner.signature).toMatchObject({
      task: 'text-to-audio',
      inputs: [{ name: 'text', encoding: 'text', required: true }],
      outputs: [{ name: 'audio', encoding: 'audio', mediaTypes: ['audio/wav'], description: expect.stringContaining('8000 samples') as string }],
      generation: { kind: 'voice' },
    });
  });

  it('makes the samples transformers.js makes by itself', async () => {
    const speak = await library.pipeline('text-to-audio', bundle.folder, { dtype: 'fp32', local_files_only: true });
    for (const text of ['The tide turns at nine', 'a', 'Señor, boats!']) {
      const direct = (await speak(text, {} as never)) as unknown as { audio: Float32Array; sampling_rate: number };
      const samples = await say(text);
      expect([samples.length, direct.sampling_rate]).toEqual([direct.audio.length, HZ]);
      // Of 16 bits.
      expect(samples.every((sample, at) => Math.abs(sample - (direct.audio[at] as number)) < 1e-4)).toBe(true);
    }
  });

  it('says every letter, in its place', async () => {
    const samples = await say('boat');
    [...'boat'].forEach((letter, index) => {
      const start = (2 * index + 1) * LETTER;
      const part = samples.subarray(start, start + LETTER);
      const others = [...'abcdefghijklmnopqrstuvwxyz'].filter((other) => other !== letter);
      expect(loudness(part, hzOf(letter))).toBeGreaterThan(1.5 * Math.max(...others.map((other) => loudness(part, hzOf(other)))));
    });
  });

  it('refuses a text in which there is nothing to say, and a list', async () => {
    for (const text of ['', '...', '漢字']) {
      expect((await runner.run({ text })).error, text).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('nothing to say') as string });
    }
    expect((await runner.run({ text: '3 boats' })).error).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The text holds a sign that this model does not know.',
    });
    expect((await runner.run({ text: ['a', 'b'] })).error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('a list') as string });
  });
});
