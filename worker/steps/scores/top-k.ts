import { numberOf, type StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';
import { assertNumbers } from './activation.ts';

/**
 * tensor [1, C] or [C] → [{label, score}], best first, ties by index; no more than there are classes. A class without a
 * label is "LABEL_i". Source: Hugging Face's classification pipelines.
 */
export const topK: StepFactory<'top-k'> =
  ({ k, labels }) =>
  (value, run) => {
    const numbers = numbersOf(onlyTensor(value));
    assertNumbers(numbers);
    const count = Math.min(Math.max(1, Math.trunc(numberOf(k, run))), numbers.length);
    const order = Array.from(numbers, (_, index) => index).sort((a, b) => (numbers[b] as number) - (numbers[a] as number) || a - b);
    const best = order.slice(0, count).map((index) => ({ label: labelOf(labels, index), score: numbers[index] as number }));
    return { kind: 'json', data: best };
  };

export function labelOf(labels: readonly string[], index: number): string {
  return labels[index] ?? `LABEL_${index}`;
}
