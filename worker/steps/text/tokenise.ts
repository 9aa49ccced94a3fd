import { AppError } from '../../../server/errors.ts';
import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type EncodedTexts, type StepFactory, type StepRun, type Value } from '../step.ts';
import { alignTokens } from './align-tokens.ts';
import { openTokenizer } from './open-tokenizer.ts';
import { tokenTensors } from './token-tensors.ts';

/**
 * text or list of texts → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [texts, length]. Cut to
 * `maxLength` with the closing special token kept, padded on the right to the longest (or to `length`): the library leaves
 * both to us. Notes the texts with where each token stands. Source: Hugging Face tokenizers, truncation longest_first.
 * @throws AppError INVALID_INPUT for a text without a token
 */
export const tokenise: StepFactory<'tokenise'> = async (step, tools) => {
  const tokenizer = await openTokenizer(step, tools);
  return (value, run) => {
    const { texts, single } = textsOf(value, step, run);
    const encoded = texts.map((text) => tokenizer.encode(`${step.prefix}${text}`, step));
    run.tokenCount = encoded.reduce((sum, { ids }) => sum + ids.length, 0);
    run.texts = {
      texts,
      single,
      ids: encoded.map(({ ids }) => ids),
      tokens: encoded.map(({ tokens }) => tokens),
      offsets: encoded.map(({ tokens, special }, at) => alignTokens(texts[at] ?? '', tokens, (index) => special[index] ?? false)),
      decode: (ids) => tokenizer.decode(ids),
      tokenText: (id) => tokenizer.textOf(id),
      maskTokenId: tokenizer.idOf(['[MASK]', '<mask>']) ?? null,
      continuing: tokenizer.continuing,
    };
    return tokenTensors(encoded, { padId: tokenizer.padId, length: step.length });
  };
};

function textsOf(value: Value, step: StepOf<'tokenise'>, run: StepRun): Pick<EncodedTexts, 'texts' | 'single'> {
  const { data } = expectValue(value, 'json');
  const own = Array.isArray(data) ? (data as string[]) : [data as string];
  const first = step.before === undefined ? [] : [String(run.parameter(step.before.field) ?? '')];
  const texts = [...first, ...own];
  for (const text of texts) assertWords(text, 'The text');
  return { texts, single: !Array.isArray(data) && first.length === 0 };
}

/** @throws AppError INVALID_INPUT for a text of nothing but space; `what` begins the sentence */
export function assertWords(text: string, what: string): void {
  if (text.trim() === '') throw new AppError('INVALID_INPUT', `${what} is empty.`, { suggestions: ['Send at least one word.'] });
}
