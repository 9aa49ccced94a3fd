import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { wavOf } from '../../../server/signatures/wav-of.ts';
import type { Sound } from '../step.ts';
import { numbersOf, tensorOf } from '../tensor.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const tone = (hz: number, rate: number, seconds = 1): Sound => ({
  kind: 'sound',
  hz: rate,
  channels: [Float32Array.from({ length: rate * seconds }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rate))],
});
const media = (bytes: Uint8Array) => ({ kind: 'media' as const, mediaType: 'audio/wav', bytes });

/** Root mean square of the middle half: ends of a filter's window do not count. */
function loudness({ channels: [samples = new Float32Array(0)] }: Sound): number {
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  return Math.sqrt(middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
}

function wav(samples: number[], of: { bits: 8 | 16 | 24 | 32; float?: boolean; channels?: number; size?: number }): Uint8Array {
  const { bits, float = false, channels = 1 } = of;
  const width = bits / 8;
  const view = new DataView(new ArrayBuffer(44 + samples.length * width));
  const text = (at: number, value: string) => [...value].forEach((char, index) => view.setUint8(at + index, char.charCodeAt(0)));
  text(0, 'RIFF');
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, float ? 3 : 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, 8000, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, of.size ?? samples.length * width, true);
  samples.forEach((x, index) => {
    const at = 44 + index * width;
    if (float) view.setFloat32(at, x, true);
    else if (bits === 8) view.setUint8(at, Math.round(x * 128 + 128));
    else if (bits === 16) view.setInt16(at, Math.round(x * 32_768), true);
    else if (bits === 32) view.setInt32(at, Math.round(x * 2_147_483_648), true);
    else {
      view.setInt8(at + 2, Math.round(x * 8_388_608) >> 16);
      view.setUint16(at, Math.round(x * 8_388_608) & 0xffff, true);
    }
  });
  return new Uint8Array(view.buffer);
}

describe('a recording', () => {
  it.each([{ bits: 8 }, { bits: 16 }, { bits: 24 }, { bits: 32 }, { bits: 32, float: true }] as const)('in WAV of %j is read', async (of) => {
    const sound = (await applyStep({ kind: 'decode-audio' }, media(wav([0, 0.5, -0.5, -1], of)))) as Sound;
    expect(sound.hz).toBe(8000);
    [0, 0.5, -0.5, -1].forEach((x, at) => expect(sound.channels[0]?.[at]).toBeCloseTo(x, 6));
  });

  it('whose recorder never wrote its size is read to the end', async () => {
    const sound = (await applyStep({ kind: 'decode-audio' }, media(wav([0.5, 0.25], { bits: 16, size: 0xffffffff })))) as Sound;
    expect([...(sound.channels[0] ?? [])]).toEqual([0.5, 0.25]);
  });

  it('that is written here is read again, what is too loud cut off', async () => {
    const sound = (await applyStep({ kind: 'decode-audio' }, media(wavOf(Float32Array.from([0, 0.5, -0.5, 2]), 22_050)))) as Sound;
    expect(sound.hz).toBe(22_050);
    [0, 0.5, -0.5, 1].forEach((x, at) => expect(sound.channels[0]?.[at]).toBeCloseTo(x, 4));
  });

  it.each(['public/gallery/speech.mp3', 'e2e/fixtures/speech.ogg', 'e2e/fixtures/speech.flac'])('as %s is read', async (name) => {
    const run = freshRun();
    const bytes = new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../..', name)));
    const sound = (await applyStep({ kind: 'decode-audio' }, media(bytes), { run })) as Sound;
    expect((sound.channels[0]?.length ?? 0) / sound.hz).toBeCloseTo(6, 0);
    expect(run.sound).toEqual({ hz: sound.hz, samples: sound.channels[0]?.length });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'INVALID_INPUT', 'empty'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'INVALID_INPUT', 'This is image/png'],
    ['no samples', wav([], { bits: 16 }), 'INVALID_INPUT', 'no samples'],
    ['a header alone', wav([1], { bits: 16 }).subarray(0, 30), 'INVALID_INPUT', 'The WAV file cannot be read'],
    ['AAC', Buffer.concat([Buffer.alloc(4), Buffer.from('ftypM4A ')]), 'INVALID_INPUT', 'This is audio/mp4'],
  ])('of %s is refused', async (_, bytes, code, message) => {
    await expect(applyStep({ kind: 'decode-audio' }, media(bytes))).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('that is too long is refused by its limit', async () => {
    const long = media(wav(new Array<number>(16_001).fill(0), { bits: 8 }));
    await expect(applyStep({ kind: 'decode-audio', maxSeconds: 2 }, long)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('resampling', () => {
  it.each([
    [44_100, 16_000],
    [48_000, 16_000],
    [8_000, 16_000],
  ])('from %i to %i Hz keeps a tone of 1 kHz', async (from, to) => {
    const sound = (await applyStep({ kind: 'resample', hz: to }, tone(1_000, from))) as Sound;
    expect([sound.hz, sound.channels[0]?.length]).toEqual([to, to]);
    expect(loudness(sound)).toBeCloseTo(Math.SQRT1_2, 3);
  });

  it('takes out what the new rate cannot hold', async () => {
    const sound = (await applyStep({ kind: 'resample', hz: 16_000 }, tone(12_000, 48_000))) as Sound;
    // What a window of six zero crossings takes out, as torchaudio has it by default.
    expect(20 * Math.log10(loudness(sound) / Math.SQRT1_2)).toBeLessThan(-50);
  });
});

it('channels are mixed by their mean', async () => {
  const stereo: Sound = { kind: 'sound', hz: 8000, channels: [Float32Array.of(1, 0), Float32Array.of(0, 0.5)] };
  expect(await applyStep({ kind: 'mix-down' }, stereo)).toMatchObject({ channels: [Float32Array.of(0.5, 0.25)] });
});

it('every window has what came before it in front, and the last is filled up', async () => {
  const sound: Sound = { kind: 'sound', hz: 8000, channels: [Float32Array.of(1, 2, 3, 4, 5)] };
  const frames = await applyStep({ kind: 'frame', size: 2, context: 1 }, sound);
  if (frames.kind !== 'tensor') throw new Error('no tensor');
  expect([frames.shape, ...numbersOf(frames)]).toEqual([[3, 3], 0, 1, 2, 2, 3, 4, 4, 5, 0]);
});

it('speech begins at the threshold, survives a short silence and is padded', async () => {
  const probabilities = [
    ...new Array<number>(10).fill(0.01),
    ...new Array<number>(20).fill(0.9),
    0.1,
    0.1,
    ...new Array<number>(10).fill(0.9),
    ...new Array<number>(20).fill(0.01),
  ];
  const run = freshRun();
  run.sound = { hz: 16_000, samples: probabilities.length * 512 };
  const found = await jsonOf<'speech-segments', { segments: { start: number; end: number }[]; hop_s: number }>(
    { kind: 'speech-segments', hz: 16_000, hop: 512 },
    tensorOf('FP32', [probabilities.length, 1], Float32Array.from(probabilities)),
    { run },
  );
  expect(found.hop_s).toBe(0.032);
  expect(found.segments).toEqual([{ start: 0.29, end: 1.374 }]);
});
