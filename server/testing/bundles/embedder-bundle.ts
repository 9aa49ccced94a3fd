import { floats, graph, longs, model, node, tensorValue } from '../onnx/write-onnx.ts';
import { keepBundle, readGuides, type KeptBundle } from './keep-bundle.ts';

const SIZE = 64;
const WINDOW = 4;
const MOST_WORDS = 3000;
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/**
 * A small embedder of this project's own guides, as a sentence-transformers bundle in ONNX: words that stand beside the same
 * words get vectors that are near each other (random indexing, Sahlgren 2005), a text the mean of its words.
 */
export function embedderBundle(): KeptBundle {
  return keepBundle('embedder', { sources: ['embedder-bundle.ts'], text: readGuides() }, build);
}

function build(): Record<string, string | Uint8Array> {
  const words =
    readGuides()
      .toLowerCase()
      .match(/[a-z]+|[0-9]+|[.,;:!?]/g) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const known = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
  const vocabulary = [...SPECIAL, ...known];
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
    'tokenizer.json': tokenizer(vocabulary),
    'tokenizer_config.json': {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      model_max_length: 512,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
    },
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
  vocabulary.forEach((_, row) => add(row, row, row < SPECIAL.length ? 0 : 0.5 / Math.sqrt(1 + (counts[row] as number))));
  return table;
}

function hash(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function tokenizer(vocabulary: readonly string[]): object {
  const special = (id: string, at: number) => ({ id, type_id: at });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: special('[CLS]', 0) }, { Sequence: special('A', 0) }, { SpecialToken: special('[SEP]', 0) }],
      pair: [
        { SpecialToken: special('[CLS]', 0) },
        { Sequence: special('A', 0) },
        { SpecialToken: special('[SEP]', 0) },
        { Sequence: special('B', 1) },
        { SpecialToken: special('[SEP]', 1) },
      ],
      special_tokens: { '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] }, '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] } },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}
