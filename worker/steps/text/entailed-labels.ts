import type { StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { assertNumbers, softmaxInto } from '../scores/activation.ts';
import { candidateLabels } from './tokenise-hypotheses.ts';

/**
 * tensor logits [labels, C] → [{label, score}], best first, ties in the order that was sent. One of them: softmax of the
 * entailment over all labels. Each for itself, as a single label always is: softmax of its entailment and contradiction.
 * Source: Hugging Face's zero-shot-classification pipeline.
 */
export const entailedLabels: StepFactory<'entailed-labels'> = (step) => (value, run) => {
  const tensor = onlyTensor(value);
  const numbers = numbersOf(tensor);
  assertNumbers(numbers);
  const classes = tensor.shape.at(-1) ?? 1;
  const labels = candidateLabels(run, step.candidates.field);
  const logit = (row: number, index: number) => numbers[row * classes + index] as number;
  const isEach = run.parameter(step.multi.field) === true || labels.length === 1;
  const scores = isEach
    ? labels.map((_, row) => softmax([logit(row, step.entailment), logit(row, step.contradiction)])[0] as number)
    : softmax(labels.map((_, row) => logit(row, step.entailment)));
  const data = labels.map((label, row) => ({ label, score: scores[row] as number })).sort((a, b) => b.score - a.score);
  return { kind: 'json', data };
};

function softmax(numbers: number[]): number[] {
  const out = new Float64Array(numbers.length);
  softmaxInto(out, numbers, { start: 0, size: numbers.length, step: 1 });
  return [...out];
}
