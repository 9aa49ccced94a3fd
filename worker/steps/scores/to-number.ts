import type { StepFactory } from '../step.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';

/** tensor of one element → that number. */
export const toNumber: StepFactory<'to-number'> = () => (value) => {
  const numbers = numbersOf(onlyTensor(value));
  if (numbers.length !== 1) throw new Error(`one number is expected, not ${numbers.length}`);
  return { kind: 'json', data: numbers[0] };
};
