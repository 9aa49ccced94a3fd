import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SIZE } from './aligned-writer.ts';
import { captionerDecoder, captionerEncoder, type Captioner } from './captioner-graph.ts';
import { makeDrawings, SIDE, type Drawing } from './drawings.ts';
import { keepBundle, type KeptBundle } from './keep-bundle.ts';
import { learnLogLinear, scoresOf, type Observation } from './learn-log-linear.ts';
import { featuresOf, FILTERS } from './picture-features.ts';
import { END, PAD, UNKNOWN, wordsOf, wordTokenizer } from './word-tokenizer.ts';

const SOURCES = [
  ...['captioner-bundle.ts', 'captioner-graph.ts', 'decoder-parts.ts', 'drawings.ts'],
  ...['learn-log-linear.ts', 'picture-features.ts', 'word-tokenizer.ts', 'aligned-writer.ts'],
];
const CONTEXT = 64;

/** Drawings it never saw. */
export const heldDrawings = (): Drawing[] => makeDrawings(150, 2);

/** Of ViT with GPT-2's kind: says what a drawing shows. With the share of held-out drawings that it described exactly. */
export function captionerBundle(): KeptBundle & { exact: number } {
  const kept = keepBundle('captioner', { sources: SOURCES }, build);
  return { ...kept, ...(JSON.parse(readFileSync(path.join(kept.folder, 'quality.json'), 'utf8')) as { exact: number }) };
}

function build(): Record<string, string | Uint8Array> {
  const seen = makeDrawings(900, 1);
  const vocabulary = [PAD, END, UNKNOWN, ...[...new Set(seen.flatMap(({ caption }) => wordsOf(caption)))].sort()];
  const features = seen.map(({ pixels }) => featuresOf(pixels));
  const mean = Array.from({ length: FILTERS }, (_, k) => average(features.map((all) => all[k] as number)));
  const deviation = mean.map((middle, k) => Math.sqrt(average(features.map((all) => ((all[k] as number) - middle) ** 2)) + 1e-6));
  const even = (all: Float64Array) => all.map((value, k) => (value - (mean[k] as number)) / (deviation[k] as number));
  const lessons = seen.flatMap(({ caption }, index) => {
    const ids = [0, ...wordsOf(caption).map((word) => vocabulary.indexOf(word)), 1];
    const picture = even(features[index] as Float64Array);
    return ids.slice(1).map((right, at): Observation => ({ ...speaking(ids, at, picture), right }));
  });
  const weights = learnLogLinear(lessons, { rows: 2 * SIZE + FILTERS, classes: vocabulary.length, epochs: 24, rate: 0.1 });
  const held = heldDrawings();
  const right = held.filter(({ pixels, caption }) => describe(weights, { vocabulary, picture: even(featuresOf(pixels)) }) === caption).length;
  return filesOf({ vocabulary: vocabulary.length, weights, mean, deviation }, { vocabulary, exact: right / held.length });
}

function describe(weights: Float32Array, { vocabulary, picture }: { vocabulary: string[]; picture: Float64Array }): string {
  const ids = [0];
  while (ids.at(-1) !== 1 && ids.length < 12) {
    const scores = scoresOf(weights, speaking(ids, ids.length - 1, picture), vocabulary.length);
    ids.push(scores.indexOf(Math.max(...scores)));
  }
  return ids
    .slice(1, -1)
    .map((id) => vocabulary[id]?.slice(1))
    .join(' ');
}

/** The rows that speak at a place: its word, the word before it, each feature as loud as it is. */
function speaking(ids: readonly number[], at: number, picture: Float64Array): { rows: number[]; loud: number[] } {
  const before = at > 0 ? [SIZE + (ids[at - 1] as number)] : [];
  const rows = [ids[at] as number, ...before, ...Array.from(picture, (_, k) => 2 * SIZE + k)];
  return { rows, loud: [...new Array<number>(1 + before.length).fill(1), ...picture] };
}

function filesOf(captioner: Captioner, { vocabulary, exact }: { vocabulary: string[]; exact: number }): Record<string, string | Uint8Array> {
  const config = {
    architectures: ['VisionEncoderDecoderModel'],
    model_type: 'vision-encoder-decoder',
    is_encoder_decoder: true,
    encoder: { model_type: 'vit', image_size: SIDE, hidden_size: FILTERS },
    decoder: { model_type: 'gpt2', n_embd: SIZE, n_head: 1, n_layer: 1, n_positions: CONTEXT, vocab_size: vocabulary.length, add_cross_attention: true },
    ...{ decoder_start_token_id: 0, pad_token_id: 0, eos_token_id: 1 },
  };
  const json = {
    'config.json': config,
    'generation_config.json': { decoder_start_token_id: 0, pad_token_id: 0, eos_token_id: 1, max_length: 16 },
    'preprocessor_config.json': {
      image_processor_type: 'ViTImageProcessor',
      ...{ do_resize: true, size: { height: SIDE, width: SIDE }, resample: 2, do_rescale: true, rescale_factor: 1 / 255 },
      ...{ do_normalize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
    },
    ...wordTokenizer({ class: 'T5Tokenizer', vocabulary, special: [PAD, END, UNKNOWN], first: null, contextLength: CONTEXT }),
    'quality.json': { exact },
  };
  return {
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
    'onnx/encoder_model.onnx': captionerEncoder(),
    'onnx/decoder_model_merged.onnx': captionerDecoder(captioner),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
