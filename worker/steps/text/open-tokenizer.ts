import { Tokenizer } from '@huggingface/tokenizers';
import { AppError } from '../../../server/errors.ts';
import type { StepTools } from '../step.ts';
import { pairTemplate, type PairTemplate } from './pair-template.ts';

/** A text as the model is fed it, special tokens and all. */
export interface Encoded {
  ids: number[];
  tokens: string[];
  types: number[];
  special: boolean[];
}

/** A text's own tokens, without special ones. */
export interface Pieces {
  ids: number[];
  tokens: string[];
  /** The words it was split into before the model cut them, as the normaliser writes them; null where that cannot be told. */
  words: string[] | null;
  /** Of each token, the index of its word. */
  wordOf: number[];
}

/** A tokenizer of a version, with what the library leaves to its callers. */
export interface OpenTokenizer {
  /** What tokens begin with that go on with a word ("##"); null where there is no such thing. */
  continuing: string | null;
  padId: number;
  /** How two texts stand in one row. */
  pair: PairTemplate;
  /** @throws AppError PAYLOAD_TOO_LARGE for a text that is too long and may not be cut */
  encode(text: string, how: { maxLength: number; truncate: boolean }): Encoded;
  /** Ids of a text's own tokens, without special ones. */
  ids(text: string): number[];
  pieces(text: string): Pieces;
  decode(ids: number[]): string;
  textOf(id: number): string;
  /** Id of the first of these tokens that it has. */
  idOf(tokens: string[]): number | undefined;
}

/** Reads tokenizer.json and, where it has one, its configuration. @throws AppError INVALID_MODEL when a file is missing */
export async function openTokenizer(step: { tokenizer: string; config: string | null }, tools: StepTools): Promise<OpenTokenizer> {
  const parse = async (file: string) => JSON.parse(new TextDecoder().decode(await tools.read(file))) as object;
  const file = (await parse(step.tokenizer)) as { model?: { continuing_subword_prefix?: string | null } };
  const tokenizer = new Tokenizer(file, step.config === null ? {} : await parse(step.config));
  const specials = new Set([...tokenizer.get_added_tokens_decoder()].filter(([, token]) => token.special).map(([id]) => id));
  // What a Unigram model does not know has the id of <unk> and the text it stands for.
  const isSpecial = (id: number, token: string) => specials.has(id) && tokenizer.token_to_id(token) === id;
  const idOf = (tokens: string[]) => tokens.map((token) => tokenizer.token_to_id(token)).find((id) => id !== undefined);
  return {
    continuing: file.model?.continuing_subword_prefix || null,
    padId: idOf(['[PAD]', '<pad>', '<|endoftext|>', '</s>']) ?? 0,
    pair: pairTemplate(tokenizer),
    encode(text, { maxLength, truncate }) {
      const whole = tokenizer.encode(text, { return_token_type_ids: true });
      const { ids, tokens } = whole;
      const types = whole.token_type_ids ?? ids.map(() => 0);
      const keep = truncate && ids.length > maxLength ? kept(ids, specials, maxLength) : ids.map((_, at) => at);
      if (!truncate && ids.length > maxLength) throw tooLong(ids.length, maxLength);
      const pick = <T>(list: T[]) => keep.map((at) => list[at] as T);
      return { ids: pick(ids), tokens: pick(tokens), types: pick(types), special: keep.map((at) => isSpecial(ids[at] as number, tokens[at] as string)) };
    },
    ids: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    pieces: (text) => piecesOf(tokenizer, text),
    decode: (ids) => tokenizer.decode(ids, { skip_special_tokens: true }),
    textOf: (id) => tokenizer.decode([id], { skip_special_tokens: false }),
    idOf,
  };
}

function piecesOf(tokenizer: Tokenizer, text: string): Pieces {
  const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: false });
  const written = tokenizer.normalizer?.normalize(text) ?? text;
  // What SentencePiece joins with its mark of a space stays one piece there.
  const words = (tokenizer.pre_tokenizer?.pre_tokenize(written, { section_index: 0 }) ?? [written]).flatMap((piece) => piece.split(/(?=\u2581)/));
  const wordOf = words.flatMap((word, index) => (tokenizer.model?.([word]) ?? []).map(() => index));
  // A special token that the text spells out is cut by other rules: then the words are not these.
  if (wordOf.length !== tokens.length) return { ids, tokens, words: null, wordOf: tokens.map((_, at) => at) };
  return { ids, tokens, words, wordOf };
}

// The last tokens of the text go, the special ones around it stay.
function kept(ids: readonly number[], specials: ReadonlySet<number>, maxLength: number): number[] {
  let closing = 0;
  while (closing < ids.length && specials.has(ids[ids.length - 1 - closing] as number)) closing += 1;
  const opening = Math.max(0, maxLength - closing);
  return [...Array.from({ length: opening }, (_, at) => at), ...Array.from({ length: Math.min(closing, maxLength) }, (_, at) => ids.length - closing + at)];
}

function tooLong(tokens: number, most: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The text has ${tokens} tokens; this model takes up to ${most}.`, {
    suggestions: ['Send a shorter text, or in parts.'],
  });
}
