import { describe, expect, it } from 'vitest';
import type { Bundle } from '../bundle/schema.ts';
import type { Signature } from '../schema.ts';
import { ids, syntheticGraph, TOKENIZER, type Sketch } from '../testing/synthetic-graph.ts';
import { NO_COMPANIONS, type Companions } from './companions.ts';
import { detectSignature } from './detect-signature.ts';

const tokens: Sketch = { inputs: { input_ids: ids, attention_mask: ids }, outputs: { last_hidden_state: ['b', 's', 512] } };
const pixels: Sketch = { inputs: { pixel_values: ['b', 3, 'h', 'w'] }, outputs: { last_hidden_state: ['b', 197, 768] } };
const features: Sketch = { inputs: { input_features: ['b', 80, 3000] }, outputs: { last_hidden_state: ['b', 1500, 384] } };
const decoder: Sketch = { inputs: { input_ids: ids, encoder_hidden_states: ['b', 's', 512] }, outputs: { logits: ['b', 's', 32_128] } };
const voice: Sketch = { inputs: { input_ids: ids, attention_mask: ids }, outputs: { waveform: ['b', 'n'], spectrogram: ['b', 80, 'm'] } };

const WHOLE: Partial<Companions> = {
  tokenizer: TOKENIZER,
  tokenizerConfig: { file: 'tokenizer_config.json', content: {} },
  generationConfig: {},
  preprocessor: {},
};

function detect(sketches: Sketch[], config: object, beside: Partial<Companions> = {}): Signature {
  const names = sketches.length === 1 ? ['model'] : ['encoder_model', 'decoder_model_merged'];
  const graphs = sketches.map((sketch, index) => syntheticGraph({ ...sketch, name: names[index] ?? '', file: `onnx/${names[index]}.onnx` }));
  const bundle: Bundle = { precision: 'fp32', precisions: [], parts: names.map((part) => ({ part, file: `onnx/${part}.onnx` })) };
  const { generationConfig, preprocessor, ...always } = WHOLE;
  const companions = { ...NO_COMPANIONS, ...always, ...(sketches.length > 1 ? { generationConfig, preprocessor } : {}), config: { ...config }, ...beside };
  return detectSignature({ graphs, bundle, companions: companions as Companions });
}

describe('a bundle that writes or speaks', () => {
  it.each([
    ['T5', [tokens, decoder], { architectures: ['T5ForConditionalGeneration'], model_type: 't5' }, {}, 'text2text-generation'],
    [
      'BART, whose card says what for',
      [tokens, decoder],
      { architectures: ['BartForConditionalGeneration'] },
      { card: { pipeline_tag: 'summarization' } },
      'summarization',
    ],
    [
      'mBART, whose card says what for',
      [tokens, decoder],
      { architectures: ['MBartForConditionalGeneration'] },
      { card: { pipeline_tag: 'translation' } },
      'translation',
    ],
    ['Marian', [tokens, decoder], { architectures: ['MarianMTModel'], model_type: 'marian' }, {}, 'translation'],
    ['M2M100', [tokens, decoder], { architectures: ['M2M100ForConditionalGeneration'], model_type: 'm2m_100' }, {}, 'translation'],
    ['Whisper', [features, decoder], { architectures: ['WhisperForConditionalGeneration'], model_type: 'whisper' }, {}, 'automatic-speech-recognition'],
    ['ViT with GPT-2', [pixels, decoder], { architectures: ['VisionEncoderDecoderModel'], model_type: 'vision-encoder-decoder' }, {}, 'image-to-text'],
    ['VITS', [voice], { architectures: ['VitsModel'], model_type: 'vits', sampling_rate: 16_000 }, {}, 'text-to-audio'],
    [
      'VITS with a card',
      [voice],
      { architectures: ['VitsModel'], model_type: 'vits', sampling_rate: 16_000 },
      { card: { pipeline_tag: 'text-to-speech' } },
      'text-to-audio',
    ],
  ] as const)('of %s is found', (_, sketches, config, beside, task) => {
    const { guess, ...signature } = detect([...sketches], config, beside as Partial<Companions>);
    expect([signature.task, guess?.confidence]).toEqual([task, expect.closeTo(0.9, 0)]);
    expect(guess?.confidence).toBeGreaterThan(0.8);
  });

  const t5 = { architectures: ['T5ForConditionalGeneration'], model_type: 't5', is_encoder_decoder: true };
  const defaultOf = (signature: Signature, name: string) =>
    signature.inputs.flatMap((field) => (field.name === name && 'default' in field ? [field.default] : []))[0];

  it('has the lengths of its configuration as its own', () => {
    const signature = detect([tokens, decoder], { ...t5, min_length: 56, max_length: 400 }, { generationConfig: { max_length: 142 } });
    expect([defaultOf(signature, 'min_new_tokens'), defaultOf(signature, 'max_new_tokens')]).toEqual([55, 141]);
  });

  it('says what of its configuration is not done', () => {
    const { guess } = detect([tokens, decoder], t5, { generationConfig: { num_beams: 4 } });
    expect(guess?.assumptions).toEqual(['Its configuration asks for a search with 4 beams, which is not done: each token is taken as it comes.']);
  });

  it.each([
    [
      'captions without how pictures are prepared',
      [pixels, decoder],
      { architectures: ['VisionEncoderDecoderModel'] },
      { preprocessor: null },
      /preprocessor_config\.json/,
    ],
    ['a voice that does not say its rate', [voice], { architectures: ['VitsModel'], model_type: 'vits' }, {}, /`sampling_rate` is missing/],
    [
      'a voice of many speakers',
      [voice],
      { architectures: ['VitsModel'], model_type: 'vits', sampling_rate: 22_050, num_speakers: 109 },
      {},
      /several speakers/,
    ],
    [
      'a voice without a tokenizer',
      [voice],
      { architectures: ['VitsModel'], model_type: 'vits', sampling_rate: 16_000 },
      { tokenizer: null },
      /`tokenizer\.json` is missing/,
    ],
  ] as const)('of %s is refused with what is missing', (_, sketches, config, beside, message) => {
    expect(() => detect([...sketches], config, beside as Partial<Companions>)).toThrow(message);
  });
});
