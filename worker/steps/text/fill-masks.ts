import { AppError } from '../../../server/errors.ts';
import { numberOf, type StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { softmaxInto } from '../scores/activation.ts';

/**
 * tensor logits [1, S, V] → [{sequence, score, token, token_str}] of the mask, best first; a list of such lists when the
 * text has several. Source: Hugging Face's fill-mask pipeline. @throws AppError INVALID_INPUT for a text without a mask
 */
export const fillMasks: StepFactory<'fill-masks'> =
  ({ k }) =>
  (value, run) => {
    const tensor = onlyTensor(value);
    const words = tensor.shape.at(-1) ?? 1;
    const numbers = numbersOf(tensor);
    const ids = run.texts?.ids[0] ?? [];
    const mask = run.texts?.maskTokenId ?? null;
    const masks = ids.flatMap((id, at) => (id === mask ? [at] : []));
    if (masks.length === 0) {
      const written = mask === null ? 'a mask token' : `\`${run.texts?.tokenText(mask).trim()}\``;
      throw new AppError('INVALID_INPUT', `The text has no mask: the model fills in ${written}.`, { suggestions: [`Put ${written} where a word is missing.`] });
    }
    const scores = new Float64Array(words);
    const data = masks.map((at) => {
      softmaxInto(scores, numbers.subarray(at * words, (at + 1) * words), { start: 0, size: words, step: 1 });
      return best(scores, Math.trunc(numberOf(k, run))).map((token) => ({
        sequence: run.texts?.decode(ids.with(at, token)) ?? '',
        score: scores[token] as number,
        token,
        token_str: run.texts?.tokenText(token).trim() ?? '',
      }));
    });
    return { kind: 'json', data: data.length === 1 ? data[0] : data };
  };

function best(scores: Float64Array, count: number): number[] {
  return Array.from(scores, (_, at) => at)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, Math.max(1, count));
}
