import { AppError } from '../../../server/errors.ts';
import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type Passage, type StepFactory } from '../step.ts';
import { alignTokens } from './align-tokens.ts';
import { openTokenizer, type OpenTokenizer, type Pieces } from './open-tokenizer.ts';
import { tokenTensors } from './token-tensors.ts';
import { assertWords } from './tokenise.ts';

/**
 * text → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [windows, length], in each row the question
 * and a window of the text, which overlaps the one before by `stride` tokens. Notes where its words stand. Source: Hugging
 * Face's question-answering pipeline, truncation only_second with overflowing tokens.
 * @throws AppError INVALID_INPUT for an empty text or question, PAYLOAD_TOO_LARGE for one that is too long
 */
export const tokeniseContext: StepFactory<'tokenise-context'> = async (step, tools) => {
  const tokenizer = await openTokenizer(step, tools);
  const none = tokenizer.pair.opening > 0 ? 0 : null;
  return (value, run) => {
    const text = String(expectValue(value, 'json').data);
    const question = String(run.parameter(step.question.field) ?? '');
    assertWords(question, 'The question');
    assertWords(text, 'The text');
    const asked = tokenizer.ids(question);
    const pieces = tokenizer.pieces(text);
    const windows = windowsOf(pieces.ids.length, asked.length, { tokenizer, step });
    const rows = windows.map(([start, end]) => tokenizer.pair.join(asked, pieces.ids.slice(start, end)));
    const from = tokenizer.pair.opening + asked.length + tokenizer.pair.middle;
    run.tokenCount = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    run.passage = { text, words: wordsOf(text, pieces), windows: windows.map(([start, end]) => ({ from, wordOf: pieces.wordOf.slice(start, end), none })) };
    return tokenTensors(rows, { padId: tokenizer.padId, length: step.length });
  };
};

/** [start, end) of each window in tokens of the text. Source: tokenizers, Encoding::truncate. */
function windowsOf(tokens: number, asked: number, of: { tokenizer: OpenTokenizer; step: StepOf<'tokenise-context'> }): [start: number, end: number][] {
  const { maxLength, stride, maxWindows } = of.step;
  const room = maxLength - of.tokenizer.pair.specials - asked;
  if (room < 1) {
    throw new AppError('PAYLOAD_TOO_LARGE', `The question has ${asked} tokens and leaves no room for the text: this model reads ${maxLength} at once.`, {
      suggestions: ['Ask a shorter question.'],
    });
  }
  // A long question may leave windows that are no longer than the overlap.
  const step = room - Math.min(stride, Math.floor(room / 2));
  const windows: [number, number][] = [];
  for (let start = 0; ; start += step) {
    windows.push([start, Math.min(start + room, tokens)]);
    if (start + room >= tokens) break;
  }
  if (windows.length > maxWindows) {
    throw new AppError('PAYLOAD_TOO_LARGE', `The text has ${tokens} tokens; with this question the model reads up to ${(maxWindows - 1) * step + room}.`, {
      suggestions: ['Send the part of the text that has the answer, or ask each part.'],
    });
  }
  return windows;
}

/** A word whose place is not certain is whatever stands between the two around it. */
function wordsOf(text: string, { words, tokens }: Pieces): Passage['words'] {
  const found = alignTokens(text, words ?? tokens, () => false);
  let end = 0;
  return found.map((span, at) => {
    if (span) end = span[1];
    return span ?? [end, found.slice(at).find((next) => next !== null)?.[0] ?? text.length];
  });
}
