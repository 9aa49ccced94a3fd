import { readFileSync } from 'node:fs';
import path from 'node:path';
import { learnAligned, writeAligned, type Design, type Pair } from './aligned-writer.ts';
import { alignedDecoder, alignedEncoder, CONTEXT } from './aligned-graphs.ts';
import { harbourSentences, type Language } from './harbour-language.ts';
import { keepBundle, type KeptBundle } from './keep-bundle.ts';
import { END, PAD, UNKNOWN, wordsOf, wordTokenizer } from './word-tokenizer.ts';

const SOURCES = [
  'translator-bundle.ts',
  'aligned-writer.ts',
  'aligned-graphs.ts',
  'decoder-parts.ts',
  'learn-log-linear.ts',
  'harbour-language.ts',
  'word-tokenizer.ts',
];
const SENTENCES = 700;
const NAMES = { en: 'English', de: 'German', fr: 'French' } as const;
const LANGUAGES = ['en', 'de', 'fr'] as const;

/** The share of texts it had not seen whose answer it wrote exactly. */
export type KeptTranslator = KeptBundle & { exact: Record<string, number> };

/** Of T5's kind: translates from English into two languages and shortens a text to its first sentence, as its first words say. */
export function prefixBundle(): KeptTranslator {
  return withQuality(keepBundle('tasks', { sources: SOURCES }, buildTasks));
}

/** Of M2M100's kind: translates between three languages. */
export function translatorBundle(): KeptTranslator {
  return withQuality(keepBundle('translator', { sources: SOURCES }, buildTranslator));
}

/** Of Marian's kind: translates from English into German, and asks for a search with beams. */
export function pairBundle(): KeptTranslator {
  return withQuality(keepBundle('pair', { sources: SOURCES }, buildPair));
}

function withQuality(kept: KeptBundle): KeptTranslator {
  return { ...kept, exact: JSON.parse(readFileSync(path.join(kept.folder, 'quality.json'), 'utf8')) as Record<string, number> };
}

interface Lesson {
  name: string;
  source: string;
  target: string;
}

interface Kind {
  lessons: (held: boolean) => Lesson[];
  special: string[];
  pairOf: (lesson: Lesson, ids: (tokens: readonly string[]) => number[]) => Pair;
  /** How many tokens of a target are given. */
  given: number;
  design: (idOf: (token: string) => number) => Omit<Design, 'vocabulary'>;
}

function buildTasks(): Record<string, string | Uint8Array> {
  const prefix = (to: Language) => `translate English to ${NAMES[to]}: `;
  const made = teach({
    special: [PAD, END, UNKNOWN],
    given: 1,
    lessons: (held) => {
      const sentences = splitOf(held);
      return sentences.flatMap(({ en, de, fr }, index) => [
        { name: 'en_to_de', source: `${prefix('de')}${en}`, target: de },
        { name: 'en_to_fr', source: `${prefix('fr')}${en}`, target: fr },
        { name: 'summary', source: `summarize: ${en} ${sentences[(index * 7 + 1) % sentences.length]?.en}`, target: en },
      ]);
    },
    pairOf: ({ source, target }, ids) => ({ source: ids([...wordsOf(source), END]), target: ids([PAD, ...wordsOf(target), END]) }),
    design: (idOf) => ({
      slots: [
        { of: 'target', at: { offset: 0 } },
        { of: 'target', at: { offset: -1 } },
        // The word before the colon says what is to be done.
        { of: 'source', at: { place: -2 } },
        ...[-1, 0, 1, 2].map((offset) => ({ of: 'source' as const, at: { offset } })),
      ],
      together: [
        [2, 4],
        [2, 0],
        [0, 4],
        [0, 3],
        [0, 5],
        [2, 3],
        [2, 5],
        [2, 0, 4],
        [2, 0, 5],
        [2, 0, 3],
      ],
      separators: new Set([idOf(':')]),
      from: 0,
    }),
  });
  const config = {
    architectures: ['T5ForConditionalGeneration'],
    model_type: 't5',
    is_encoder_decoder: true,
    ...{ vocab_size: made.vocabulary.length, d_model: 256, d_kv: 128, num_layers: 1, num_decoder_layers: 1, num_heads: 5, n_positions: CONTEXT },
    ...{ decoder_start_token_id: 0, pad_token_id: 0, eos_token_id: 1 },
    task_specific_params: {
      summarization: { prefix: 'summarize: ' },
      translation_en_to_de: { prefix: prefix('de') },
      translation_en_to_fr: { prefix: prefix('fr') },
    },
  };
  return filesOf(
    made,
    config,
    wordTokenizer({ class: 'T5Tokenizer', vocabulary: made.vocabulary, special: [PAD, END, UNKNOWN], first: null, contextLength: CONTEXT }),
  );
}

function buildTranslator(): Record<string, string | Uint8Array> {
  const token = (language: Language) => `__${language}__`;
  const special = ['<s>', PAD, END, UNKNOWN, ...LANGUAGES.map(token)];
  const made = teach({
    special,
    given: 2,
    lessons: (held) =>
      splitOf(held).flatMap((sentence) =>
        LANGUAGES.flatMap((from) =>
          LANGUAGES.filter((to) => to !== from).map((to) => ({
            name: `${from}_to_${to}`,
            source: `${token(from)} ${sentence[from]}`,
            target: `${token(to)} ${sentence[to]}`,
          })),
        ),
      ),
    pairOf: ({ source, target }, ids) => {
      const cut = (text: string) => [text.slice(0, 6), ...wordsOf(text.slice(7)), END];
      return { source: ids(cut(source)), target: ids([END, ...cut(target)]) };
    },
    design: (idOf) => ({
      slots: [
        { of: 'target', at: { offset: 0 } },
        { of: 'target', at: { offset: -1 } },
        // The language it is written in.
        { of: 'target', at: { place: 1 } },
        ...[-2, -1, 0, 1].map((offset) => ({ of: 'source' as const, at: { offset } })),
      ],
      together: [
        [2, 4],
        [2, 0],
        [0, 4],
        [0, 3],
        [0, 5],
        [2, 3],
        [2, 5],
        [2, 0, 4],
        [2, 0, 5],
        [2, 0, 3],
      ],
      separators: new Set(LANGUAGES.map((language) => idOf(token(language)))),
      from: 1,
    }),
  });
  const config = {
    architectures: ['M2M100ForConditionalGeneration'],
    model_type: 'm2m_100',
    is_encoder_decoder: true,
    ...{ vocab_size: made.vocabulary.length, d_model: 256, encoder_layers: 1, decoder_layers: 1, encoder_attention_heads: 4, decoder_attention_heads: 2 },
    ...{ max_position_embeddings: CONTEXT, decoder_start_token_id: 2, bos_token_id: 0, pad_token_id: 1, eos_token_id: 2 },
  };
  return filesOf(made, config, wordTokenizer({ class: 'M2M100Tokenizer', vocabulary: made.vocabulary, special, first: token('en'), contextLength: CONTEXT }));
}

function buildPair(): Record<string, string | Uint8Array> {
  const special = [END, UNKNOWN, PAD];
  const made = teach({
    special,
    given: 1,
    lessons: (held) => splitOf(held).map(({ en, de }) => ({ name: 'en_to_de', source: en, target: de })),
    pairOf: ({ source, target }, ids) => ({ source: ids([...wordsOf(source), END]), target: ids([PAD, ...wordsOf(target), END]) }),
    design: () => ({
      slots: [
        { of: 'target', at: { offset: 0 } },
        { of: 'target', at: { offset: -1 } },
        ...[-1, 0, 1, 2].map((offset) => ({ of: 'source' as const, at: { offset } })),
      ],
      together: [
        [0, 2],
        [0, 3],
        [0, 4],
        [0, 3, 4],
      ],
      separators: new Set<number>(),
      from: 0,
    }),
  });
  const ids = { decoder_start_token_id: 2, pad_token_id: 2, eos_token_id: 0 };
  const config = {
    architectures: ['MarianMTModel'],
    model_type: 'marian',
    is_encoder_decoder: true,
    ...{ vocab_size: made.vocabulary.length, d_model: 256, encoder_layers: 1, decoder_layers: 1, encoder_attention_heads: 4, decoder_attention_heads: 1 },
    ...{ max_position_embeddings: CONTEXT, ...ids },
  };
  const files = filesOf(made, config, wordTokenizer({ class: 'MarianTokenizer', vocabulary: made.vocabulary, special, first: null, contextLength: CONTEXT }));
  const generation = { ...ids, bad_words_ids: [[2]], forced_eos_token_id: 0, max_length: 64, num_beams: 4 };
  return { ...files, 'generation_config.json': JSON.stringify(generation) };
}

function splitOf(held: boolean) {
  return harbourSentences(SENTENCES).filter((_, index) => (index % 10 === 0) === held);
}

function teach({ lessons, special, pairOf, given, design }: Kind) {
  const seen = lessons(false);
  const words = new Set(seen.flatMap(({ source, target }) => wordsOf(`${source} ${target}`)).filter((word) => !special.includes(word.slice(1))));
  const vocabulary = [...special, ...[...words].sort()];
  const index = new Map(vocabulary.map((token, id) => [token, id]));
  const ids = (tokens: readonly string[]) => tokens.map((token) => index.get(token) ?? (index.get(UNKNOWN) as number));
  const writer = learnAligned(
    seen.map((lesson) => pairOf(lesson, ids)),
    { ...design((token) => index.get(token) ?? -1), vocabulary: vocabulary.length },
  );
  const marks: Record<string, { right: number; of: number }> = {};
  for (const lesson of lessons(true)) {
    const { source, target } = pairOf(lesson, ids);
    const written = writeAligned(writer, { source, begin: target.slice(0, given), end: index.get(END) as number });
    const mark = (marks[lesson.name] ??= { right: 0, of: 0 });
    mark.of += 1;
    if (written.join() === target.join()) mark.right += 1;
  }
  return { vocabulary, writer, exact: Object.fromEntries(Object.entries(marks).map(([name, { right, of }]) => [name, right / of])) };
}

function filesOf({ writer, exact }: ReturnType<typeof teach>, config: object, tokenizer: Record<string, object>): Record<string, string | Uint8Array> {
  const { decoder_start_token_id, eos_token_id, pad_token_id } = config as Record<string, number>;
  const json = { 'config.json': config, 'generation_config.json': { decoder_start_token_id, eos_token_id, pad_token_id }, ...tokenizer, 'quality.json': exact };
  return {
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])),
    'onnx/encoder_model.onnx': alignedEncoder(writer),
    'onnx/decoder_model_merged.onnx': alignedDecoder(writer),
  };
}
