/** Words of a BERT tokenizer that stand for no text, by their ids. */
export const SPECIAL_WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

/** A text as words and signs, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+|[0-9]+|[.,;:!?]/g) ?? [];
}

/** The most frequent of them, those first; ties by the alphabet. */
export function frequentWords(words: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word);
}

/** tokenizer.json and its companion of a BERT tokenizer with these words, the special ones first. */
export function wordTokenizer(vocabulary: readonly string[], { maxLength }: { maxLength: number }): Record<string, object> {
  return {
    'tokenizer.json': tokenizerOf(vocabulary),
    'tokenizer_config.json': {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: true,
      model_max_length: maxLength,
      ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' },
    },
  };
}

function tokenizerOf(vocabulary: readonly string[]): object {
  const special = (id: string, at: number) => ({ id, type_id: at });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_WORDS.map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
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
