import { floats, graph, longs, model, node, tensorValue } from '../onnx/write-onnx.ts';
import { keepBundle, readGuides, type KeptBundle } from './keep-bundle.ts';
import { frequentWords, SPECIAL_WORDS, wordsOf, wordTokenizer } from './bert-tokenizer.ts';

const SIZE = 64;
const WINDOW = 4;
const MOST_WORDS = 3000;

/**
 * A small embedder of this project's own guides, as a sentence-transformers bundle in ONNX: words that stand beside the same
 * words get vectors that are near each other (random indexing, Sahlgren 2005), a text the mean of its words.
 */
export function embedderBundle(): KeptBundle {
  return keepBundle('embedder', { sources: ['embedder-bundle.ts', 'bert-tokenizer.ts'], text: readGuides() }, build);
}

function build(): Record<string, string | Uint8Array> {
  const words = wordsOf(readGuides());
  const vocabulary = [...SPECIAL_WORDS, ...frequentWords(words, MOST_WORDS)];
  const config = {
    architectures: ['BertModel'],
    model_type: 'bert',
    hidden_size: SIZE,
    vocab_size: vocabulary.length,
    max_position_embeddings: 512,
    pad_token_id: 0,
  };
  const json: Record<string, object> = {
    'config.json': config,
    ...wordTokenizer(vocabulary, { maxLength: 512 }),
    'modules.json': ['Transformer', 'Pooling', 'Normalize'].map((type, idx) => ({
      idx,
      name: String(idx),
      path: idx === 0 ? '' : `${idx}_${type}`,
      type: `sentence_transformers.models.${type}`,
    })),
    '1_Pooling/config.json': { word_embedding_dimension: SIZE, pooling_mode_mean_tokens: true, pooling_mode_cls_token: false, pooling_mode_max_tokens: false },
  };
  return {
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
    'onnx/model.onnx': embedderGraph(vectors(words, vocabulary), vocabulary.length),
  };
}

function embedderGraph(table: Float32Array, rows: number): Uint8Array {
  const ids = (name: string) => tensorValue(name, 'INT64', ['batch_size', 'sequence_length']);
  return model({
    graph: graph({
      nodes: [
        node({ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['words'] }),
        // Its inputs are those of its family; which sentence a word is of makes no difference to it.
        node({ op: 'Cast', inputs: ['token_type_ids'], outputs: ['sentence'], attributes: { to: { int: 1 } } }),
        node({ op: 'Mul', inputs: ['sentence', 'zero'], outputs: ['nothing'] }),
        node({ op: 'Unsqueeze', inputs: ['nothing', 'last'], outputs: ['nothing3'] }),
        node({ op: 'Add', inputs: ['words', 'nothing3'], outputs: ['last_hidden_state'] }),
      ],
      initializers: [floats('table', [rows, SIZE], [...table]), floats('zero', [], [0]), longs('last', [1], [2])],
      inputs: [ids('input_ids'), ids('attention_mask'), ids('token_type_ids')],
      outputs: [tensorValue('last_hidden_state', 'FP32', ['batch_size', 'sequence_length', SIZE])],
    }),
  });
}

/** Every word has a few signs at places of its own; what stands beside it adds its signs, the frequent little. */
function vectors(words: readonly string[], vocabulary: readonly string[]): Float32Array {
  const index = new Map(vocabulary.map((word, at) => [word, at]));
  const table = new Float32Array(vocabulary.length * SIZE);
  const signs = vocabulary.map((_, row) =>
    Array.from({ length: 6 }, (__, k) => ({ at: hash(row * 31 + k) % SIZE, sign: hash(row * 57 + k + 9) % 2 === 0 ? 1 : -1 })),
  );
  const counts = new Float64Array(vocabulary.length);
  for (const word of words) counts[index.get(word) ?? 1] = (counts[index.get(word) ?? 1] as number) + 1;
  const add = (row: number, of: number, weight: number) => {
    for (const { at, sign } of signs[of] ?? []) table[row * SIZE + at] = (table[row * SIZE + at] as number) + sign * weight;
  };
  words.forEach((word, at) => {
    const row = index.get(word);
    if (row === undefined) return;
    for (let beside = Math.max(0, at - WINDOW); beside <= Math.min(words.length - 1, at + WINDOW); beside += 1) {
      const other = index.get(words[beside] ?? '');
      if (other !== undefined && beside !== at) add(row, other, 1 / (10 + (counts[other] as number)));
    }
  });
  vocabulary.forEach((_, row) => add(row, row, row < SPECIAL_WORDS.length ? 0 : 0.5 / Math.sqrt(1 + (counts[row] as number))));
  return table;
}

function hash(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
