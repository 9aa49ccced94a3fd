import { AppError } from '../../../server/errors.ts';
import { expectValue, type StepFactory, type StepRun } from '../step.ts';
import { openTokenizer } from './open-tokenizer.ts';
import { tokenTensors } from './token-tensors.ts';
import { assertWords } from './tokenise.ts';

/**
 * text → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [labels, length], in each row the text and
 * what a label says of it. Only the text is cut. Source: Hugging Face's zero-shot-classification pipeline.
 * @throws AppError INVALID_INPUT for an empty text, no labels or a template without {}
 */
export const tokeniseHypotheses: StepFactory<'tokenise-hypotheses'> = async (step, tools) => {
  const tokenizer = await openTokenizer(step, tools);
  return (value, run) => {
    const text = String(expectValue(value, 'json').data);
    assertWords(text, 'The text');
    const premise = tokenizer.ids(text);
    const template = String(run.parameter(step.template.field));
    if (!template.includes('{}')) {
      throw new AppError('INVALID_INPUT', `"${template}" has no place for a label.`, {
        suggestions: ['Write {} where the label stands: "This example is {}."'],
      });
    }
    const rows = candidateLabels(run, step.candidates.field).map((label) => {
      const hypothesis = tokenizer.ids(template.replace('{}', () => label));
      const room = step.maxLength - tokenizer.pair.specials - hypothesis.length;
      if (room < 1) throw new AppError('PAYLOAD_TOO_LARGE', `The label "${label}" leaves no room for the text.`, { suggestions: ['Send shorter labels.'] });
      return tokenizer.pair.join(premise.slice(0, room), hypothesis);
    });
    run.tokenCount = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    return tokenTensors(rows, { padId: tokenizer.padId, length: step.length });
  };
};

/** Labels that were sent: a list, or one text with commas between them. @throws AppError INVALID_INPUT when there are none */
export function candidateLabels(run: StepRun, field: string): string[] {
  const sent = run.parameter(field);
  const labels = (Array.isArray(sent) ? sent.map(String) : String(sent ?? '').split(',')).map((label) => label.trim()).filter((label) => label !== '');
  if (labels.length > 0) return labels;
  throw new AppError('INVALID_INPUT', `\`${field}\` has no labels.`, { suggestions: ['Send at least one label: ["urgent", "not urgent"].'] });
}
