import { describe, expect, it } from 'vitest';
import { readGraphName, usualPrecision } from './precisions.ts';
import { readBundle } from './read-bundle.ts';

const MB = 1024 ** 2;
const config = { architectures: ['LlamaForCausalLM'], model_type: 'llama' };
const files = (sizes: Record<string, number>) => Object.entries(sizes).map(([name, mb]) => ({ name, sizeBytes: mb * MB }));
const read = (sizes: Record<string, number>, precision: 'fp32' | 'q8' | 'q4' | null = null) => readBundle(files(sizes), { config, precision });

describe('the name of a graph', () => {
  it.each([
    ['onnx/model.onnx', 'onnx/model', 'fp32'],
    ['onnx/decoder_model_merged_quantized.onnx', 'onnx/decoder_model_merged', 'q8'],
    ['model_q4f16.onnx', 'model', 'q4f16'],
    ['onnx/model_uint8.onnx', 'onnx/model', 'uint8'],
    ['model_q4.onnx', 'model', 'q4'],
    ['onnx/model_q1f16.onnx', 'onnx/model', 'q1f16'],
    ['onnx/decoder_model_merged_q2.onnx', 'onnx/decoder_model_merged', 'q2'],
  ])('%s says which graph and how precise', (name, stem, precision) => {
    expect(readGraphName(name)).toEqual({ stem, precision });
  });

  it('is of an .onnx file only', () => {
    expect(readGraphName('model_quantized.onnx_data')).toBeNull();
  });
});

describe('the precision that runs when nobody says', () => {
  const of = (sizes: Record<string, number>) =>
    usualPrecision(Object.entries(sizes).map(([precision, mb]) => ({ precision: precision as 'fp32', sizeBytes: mb * MB })));
  it.each([
    [{ fp32: 90, q8: 23 }, 'fp32'],
    [{ fp32: 900, q8: 230, q4: 150 }, 'q8'],
    [{ fp16: 450, q4: 150 }, 'q4'],
    [{ fp32: 900, fp16: 450 }, 'fp32'],
    [{ fp16: 450, q4f16: 100 }, 'q4f16'],
    [{ q2: 60, q1: 30 }, 'q2'],
  ])('of %o is %s', (sizes, precision) => {
    expect(of(sizes)).toBe(precision);
  });
});

describe('a bundle', () => {
  it.each(['SpeechT5ForTextToSpeech', 'MusicgenForConditionalGeneration', 'SupertonicForConditionalGeneration', 'ChatterboxModel'])(
    'of %s, which speaks otherwise, is refused with why and what to deploy instead',
    (architecture) => {
      const of = { config: { architectures: [architecture] }, precision: null };
      const expected = expect.objectContaining({
        code: 'UNSUPPORTED_MODEL',
        message: `${architecture} makes sound from text in a way that Moorage does not run.`,
        suggestions: expect.arrayContaining([expect.stringContaining('VITS')]) as string[],
      }) as Error;
      expect(() => readBundle(files({ 'onnx/encoder_model.onnx': 30, 'onnx/decoder_model_merged.onnx': 30 }), of)).toThrow(expected);
      expect(() => readBundle(files({ 'onnx/text_encoder.onnx': 30 }), of)).toThrow(expected);
    },
  );

  it('runs one precision of each graph and lists the others, smallest first', () => {
    expect(read({ 'onnx/model.onnx': 800, 'onnx/model_quantized.onnx': 200, 'onnx/model_q4.onnx': 120 })).toEqual({
      precision: 'q8',
      precisions: [
        { precision: 'q4', sizeBytes: 120 * MB },
        { precision: 'q8', sizeBytes: 200 * MB },
        { precision: 'fp32', sizeBytes: 800 * MB },
      ],
      parts: [{ part: 'model', file: 'onnx/model_quantized.onnx' }],
    });
    expect(read({ 'onnx/model.onnx': 800, 'onnx/model_q4.onnx': 120 }, 'q4')?.parts).toEqual([{ part: 'model', file: 'onnx/model_q4.onnx' }]);
  });

  it('of an encoder and a decoder takes the merged decoder, and only precisions that both have', () => {
    const bundle = read({
      'onnx/encoder_model.onnx': 30,
      'onnx/encoder_model_quantized.onnx': 10,
      'onnx/decoder_model.onnx': 50,
      'onnx/decoder_with_past_model.onnx': 50,
      'onnx/decoder_model_merged_quantized.onnx': 30,
    });
    expect(bundle).toMatchObject({
      precision: 'q8',
      precisions: [{ precision: 'q8', sizeBytes: 40 * MB }],
      parts: [
        { part: 'encoder_model', file: 'onnx/encoder_model_quantized.onnx' },
        { part: 'decoder_model_merged', file: 'onnx/decoder_model_merged_quantized.onnx' },
      ],
    });
  });

  it('is none without its configuration, or with graphs of other names', () => {
    expect(readBundle(files({ 'onnx/model.onnx': 1 }), { config: null, precision: null })).toBeNull();
    expect(read({ 'det.onnx': 1, 'rec.onnx': 1 })).toBeNull();
  });

  it.each([
    ['lacks its merged decoder', { 'onnx/encoder_model.onnx': 1, 'onnx/decoder_model.onnx': 1 }, 'INVALID_MODEL', /no `decoder_model_merged\.onnx`/],
    ['has no common precision', { 'onnx/encoder_model_q4.onnx': 1, 'onnx/decoder_model_merged.onnx': 1 }, 'INVALID_MODEL', /no common precision/],
    ['works with several senses', { 'onnx/embed_tokens.onnx': 1, 'onnx/vision_encoder.onnx': 1 }, 'UNSUPPORTED_MODEL', /several senses/],
  ])('that %s is refused with what to do', (_, sizes, code, message) => {
    let thrown: unknown;
    try {
      read(sizes as unknown as Record<string, number>);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      suggestions: expect.arrayContaining([expect.any(String)]) as string[],
    });
  });

  it('has no precision that is not there', () => {
    expect(() => read({ 'onnx/model.onnx': 1 }, 'q8')).toThrow(/no q8 version/);
  });
});
