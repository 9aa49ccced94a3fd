import type { Tokenizer } from '@huggingface/tokenizers';

/** Tokens and the sentence each is of (0 or 1), as a graph is fed them. */
export interface TokenRow {
  ids: number[];
  types: number[];
}

/** How a tokenizer puts two texts into one row: BERT's [CLS] A [SEP] B [SEP], RoBERTa's <s> A </s></s> B </s>. */
export interface PairTemplate {
  /** Special tokens of a row. */
  specials: number;
  /** Special tokens before the first text, and between the two. */
  opening: number;
  middle: number;
  join(first: readonly number[], second: readonly number[]): TokenRow;
}

// No tokenizer has tokens with this character in them.
const FIRST = '\u0000first';
const SECOND = '\u0000second';

/** Read off what its post-processor makes of two texts of one token. Source: tokenizers, processors::template. */
export function pairTemplate(tokenizer: Tokenizer): PairTemplate {
  const { tokens, token_type_ids: given } = tokenizer.post_processor?.post_process([FIRST], [SECOND]) ?? { tokens: [FIRST, SECOND] };
  const [a, b] = [tokens.indexOf(FIRST), tokens.indexOf(SECOND)];
  const ids = tokens.map((token) => tokenizer.token_to_id(token) ?? 0);
  // The library numbers RoBERTa's second text 1, where the tokenizers it follows have 0 for both.
  const types = given && !hasRoberta(tokenizer.post_processor?.config) ? given : tokens.map(() => 0);
  const part = (from: number, to?: number) => ({ ids: ids.slice(from, to), types: types.slice(from, to) });
  const [opening, middle, closing] = [part(0, a), part(a + 1, b), part(b + 1)];
  return {
    specials: tokens.length - 2,
    opening: opening.ids.length,
    middle: middle.ids.length,
    join: (first, second) => ({
      ids: [...opening.ids, ...first, ...middle.ids, ...second, ...closing.ids],
      types: [...opening.types, ...first.map(() => types[a] ?? 0), ...middle.types, ...second.map(() => types[b] ?? 0), ...closing.types],
    }),
  };
}

function hasRoberta(config: object | undefined): boolean {
  const { type, processors = [] } = (config ?? {}) as { type?: string; processors?: object[] };
  return type === 'RobertaProcessing' || processors.some(hasRoberta);
}
