/** How texts of one language model of words are cut: its signs before the words, its end, and what goes around a text. */
export interface WordTokenizer {
  class: 'T5Tokenizer' | 'M2M100Tokenizer' | 'MarianTokenizer';
  /** All tokens in their order; words begin with ▁. */
  vocabulary: readonly string[];
  special: readonly string[];
  /** The token before a text; null for none. */
  first: string | null;
  contextLength: number;
}

export const UNKNOWN = '<unk>';
export const PAD = '<pad>';
export const END = '</s>';

/** tokenizer.json and its companion of a tokenizer that knows whole words, in the manner of SentencePiece. */
export function wordTokenizer({ class: name, vocabulary, special, first, contextLength }: WordTokenizer): Record<string, object> {
  const idOf = (token: string) => vocabulary.indexOf(token);
  const around = [...(first === null ? [] : [first]), END];
  const item = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  const text = { Sequence: { id: 'A', type_id: 0 } };
  const spaces = { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' };
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content) => ({
        id: idOf(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, spaces] },
      post_processor: {
        type: 'TemplateProcessing',
        single: [...(first === null ? [] : [item(first)]), text, item(END)],
        pair: [text, item(END)],
        special_tokens: Object.fromEntries(around.map((token) => [token, { id: token, ids: [idOf(token)], tokens: [token] }])),
      },
      decoder: spaces,
      model: { type: 'Unigram', unk_id: idOf(UNKNOWN), vocab: vocabulary.map((token) => [token, token.length > 1 ? -1 : -2]) },
    },
    'tokenizer_config.json': {
      tokenizer_class: name,
      eos_token: END,
      pad_token: PAD,
      unk_token: UNKNOWN,
      model_max_length: contextLength,
      clean_up_tokenization_spaces: false,
      additional_special_tokens: special.filter((token) => token.startsWith('__')),
    },
  };
}

/** The tokens of a text of known words: as the tokenizer cuts it, without what goes around. */
export function wordsOf(text: string): string[] {
  return text.split(' ').flatMap((word) => {
    const bare = word.replace(/[.:]$/, '');
    return [`▁${bare}`, ...(bare === word ? [] : [word.slice(-1)])];
  });
}
