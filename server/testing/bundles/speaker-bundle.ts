import { floats, graph, longs, model, node, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { keepBundle, type KeptBundle } from './keep-bundle.ts';

export const HZ = 8000;
/** Samples a letter sounds for. */
export const LETTER = 480;

const LETTERS = [...' abcdefghijklmnopqrstuvwxyz'];
/** One sign, as MMS-TTS has it: texts are cut into signs. */
const PAD_TOKEN = '_';

/** Of VITS's kind: says each letter as a tone of its own, with silence between. Not learnt: what it does can be reckoned. */
export function speakerBundle(): KeptBundle {
  return keepBundle('speaker', { sources: ['speaker-bundle.ts'] }, build);
}

/** The tone a letter has. */
export function hzOf(letter: string): number {
  return 200 + 60 * LETTERS.indexOf(letter);
}

function build(): Record<string, string | Uint8Array> {
  const vocabulary = [PAD_TOKEN, ...LETTERS];
  const json = {
    'config.json': { architectures: ['VitsModel'], model_type: 'vits', sampling_rate: HZ, num_speakers: 1, vocab_size: vocabulary.length },
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [{ id: 0, content: PAD_TOKEN, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }],
      // As MMS-TTS is exported: small letters, most of what has no sound left out (digits are not), a blank around every letter.
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Lowercase' },
          { type: 'Replace', pattern: { Regex: '[^ a-z0-9]' }, content: '' },
          { type: 'Strip', strip_left: true, strip_right: true },
          { type: 'Replace', pattern: { Regex: '(?=.)|(?<!^)$' }, content: PAD_TOKEN },
        ],
      },
      pre_tokenizer: { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false },
      post_processor: null,
      decoder: null,
      model: { vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])) },
    },
    'tokenizer_config.json': { tokenizer_class: 'VitsTokenizer', pad_token: PAD_TOKEN, model_max_length: 1_000_000, clean_up_tokenization_spaces: true },
  };
  return { ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])), 'onnx/model.onnx': speakerGraph() };
}

function speakerGraph(): Message {
  const tone = (letter: string) =>
    Array.from({ length: LETTER }, (_, at) =>
      letter === ' ' ? 0 : 0.5 * Math.sin((2 * Math.PI * hzOf(letter) * at) / HZ) * Math.sin((Math.PI * at) / LETTER),
    );
  const sounds = [new Array<number>(LETTER).fill(0), ...LETTERS.map(tone)];
  const ids = (name: string) => tensorValue(name, 'INT64', ['batch_size', 'sequence_length']);
  return model({
    graph: graph({
      nodes: [
        node({ op: 'Gather', inputs: ['sounds', 'input_ids'], outputs: ['heard'] }),
        node({ op: 'Cast', inputs: ['attention_mask'], outputs: ['mask'], attributes: { to: { int: 1 } } }),
        node({ op: 'Unsqueeze', inputs: ['mask', 'last'], outputs: ['mask3'] }),
        node({ op: 'Mul', inputs: ['heard', 'mask3'], outputs: ['spectrogram'] }),
        node({ op: 'Reshape', inputs: ['spectrogram', 'flat'], outputs: ['waveform'] }),
      ],
      initializers: [floats('sounds', [sounds.length, LETTER], sounds.flat()), longs('last', [1], [2]), longs('flat', [2], [0, -1])],
      inputs: [ids('input_ids'), ids('attention_mask')],
      outputs: [tensorValue('waveform', 'FP32', ['batch_size', 'n_samples']), tensorValue('spectrogram', 'FP32', ['batch_size', 'n_frames', LETTER])],
    }),
  });
}
