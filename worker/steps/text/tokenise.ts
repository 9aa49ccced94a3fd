import { Tokenizer } from '@huggingface/tokenizers';
import { AppError } from '../../../server/errors.ts';
import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type EncodedTexts, type StepFactory, type StepRun, type StepTools, type Value } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import { alignTokens } from './align-tokens.ts';

/**
 * text or list of texts → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [texts, length]. Cut to
 * `maxLength` with the closing special token kept, padded on the right to the longest (or to `length`): the library leaves
 * both to us. Notes the texts with where each token stands. Source: Hugging Face tokenizers, truncation longest_first.
 * @throws AppError INVALID_INPUT for a text without a token
 */
export const tokenise: StepFactory<'tokenise'> = async (step, tools) => {
  const tokenizer = await openTokenizer(step, tools);
  const padId = tokenizer.idOf(['[PAD]', '<pad>', '<|endoftext|>', '</s>']) ?? 0;
  return (value, run) => {
    const { texts, single } = textsOf(value, step, run);
    const encoded = texts.map((text) => tokenizer.encode(`${step.prefix}${text}`, step));
    const longest = step.length ?? Math.max(...encoded.map(({ ids }) => ids.length));
    const rows = (read: (item: (typeof encoded)[number]) => number[], padding: number) =>
      tensorOf(
        'INT64',
        [texts.length, longest],
        BigInt64Array.from(
          encoded.flatMap((item) => Array.from({ length: longest }, (_, at) => read(item)[at] ?? padding)),
          BigInt,
        ),
      );
    run.texts = {
      texts,
      single,
      ids: encoded.map(({ ids }) => ids),
      attentionMask: encoded.map(({ ids }) => ids.map(() => 1)),
      tokens: encoded.map(({ tokens }) => tokens),
      offsets: encoded.map(({ tokens, special }, at) => alignTokens(texts[at] ?? '', tokens, (index) => special[index] ?? false)),
      decode: (ids) => tokenizer.decode(ids),
      tokenText: (id) => tokenizer.textOf(id),
      maskTokenId: tokenizer.idOf(['[MASK]', '<mask>']) ?? null,
      continuing: tokenizer.continuing,
    };
    const byName = new Map([
      ['input_ids', rows(({ ids }) => ids, padId)],
      ['attention_mask', rows(({ ids }) => ids.map(() => 1), 0)],
      ['token_type_ids', rows(({ types }) => types, 0)],
      ['position_ids', rows(({ ids }) => ids.map((_, at) => at), 1)],
    ]);
    return { kind: 'tensors', byName };
  };
};

interface Encoded {
  ids: number[];
  tokens: string[];
  types: number[];
  special: boolean[];
}

interface OpenTokenizer {
  continuing: string | null;
  encode(text: string, how: Pick<StepOf<'tokenise'>, 'maxLength' | 'truncate'>): Encoded;
  decode(ids: number[]): string;
  textOf(id: number): string;
  /** Id of the first of these tokens that it has. */
  idOf(tokens: string[]): number | undefined;
}

async function openTokenizer(step: StepOf<'tokenise'>, tools: StepTools): Promise<OpenTokenizer> {
  const parse = async (file: string) => JSON.parse(new TextDecoder().decode(await tools.read(file))) as object;
  const file = (await parse(step.tokenizer)) as { model?: { continuing_subword_prefix?: string | null } };
  const tokenizer = new Tokenizer(file, step.config === null ? {} : await parse(step.config));
  const specials = new Set([...tokenizer.get_added_tokens_decoder()].filter(([, token]) => token.special).map(([id]) => id));
  // What a Unigram model does not know has the id of <unk> and the text it stands for.
  const isSpecial = (id: number, token: string) => specials.has(id) && tokenizer.token_to_id(token) === id;
  return {
    continuing: file.model?.continuing_subword_prefix || null,
    encode(text, { maxLength, truncate }) {
      const whole = tokenizer.encode(text, { return_token_type_ids: true });
      const { ids, tokens } = whole;
      const types = whole.token_type_ids ?? ids.map(() => 0);
      const keep = truncate && ids.length > maxLength ? kept(ids, specials, maxLength) : ids.map((_, at) => at);
      if (!truncate && ids.length > maxLength) throw tooLong(ids.length, maxLength);
      const pick = <T>(list: T[]) => keep.map((at) => list[at] as T);
      return { ids: pick(ids), tokens: pick(tokens), types: pick(types), special: keep.map((at) => isSpecial(ids[at] as number, tokens[at] as string)) };
    },
    decode: (ids) => tokenizer.decode(ids, { skip_special_tokens: true }),
    textOf: (id) => tokenizer.decode([id], { skip_special_tokens: false }),
    idOf: (tokens) => tokens.map((token) => tokenizer.token_to_id(token)).find((id) => id !== undefined),
  };
}

// The last tokens of the text go, the special ones around it stay.
function kept(ids: readonly number[], specials: ReadonlySet<number>, maxLength: number): number[] {
  let closing = 0;
  while (closing < ids.length && specials.has(ids[ids.length - 1 - closing] as number)) closing += 1;
  const opening = Math.max(0, maxLength - closing);
  return [...Array.from({ length: opening }, (_, at) => at), ...Array.from({ length: Math.min(closing, maxLength) }, (_, at) => ids.length - closing + at)];
}

function textsOf(value: Value, step: StepOf<'tokenise'>, run: StepRun): Pick<EncodedTexts, 'texts' | 'single'> {
  const { data } = expectValue(value, 'json');
  const own = Array.isArray(data) ? (data as string[]) : [data as string];
  const first = step.before === undefined ? [] : [String(run.parameter(step.before.field) ?? '')];
  const texts = [...first, ...own];
  if (texts.some((text) => text.trim() === '')) {
    throw new AppError('INVALID_INPUT', 'The text is empty.', { suggestions: ['Send at least one word.'] });
  }
  return { texts, single: !Array.isArray(data) && first.length === 0 };
}

function tooLong(tokens: number, most: number): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `The text has ${tokens} tokens; this model takes up to ${most}.`, {
    suggestions: ['Send a shorter text, or in parts.'],
  });
}
