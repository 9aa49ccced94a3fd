import type { StepFactory } from '../step.ts';
import { numbersOf, onlyTensor, tensorOf } from '../tensor.ts';

/** tensor [T, C] or [1, T, C] → tensor FP32 [1, C]: the mean of the frames. */
export const meanOverTime: StepFactory<'mean-over-time'> = () => (value) => {
  const tensor = onlyTensor(value);
  const classes = tensor.shape.at(-1) ?? 1;
  const numbers = numbersOf(tensor);
  const frames = numbers.length / classes;
  const sums = new Float64Array(classes);
  for (let i = 0; i < numbers.length; i += 1) sums[i % classes] = (sums[i % classes] as number) + (numbers[i] as number);
  return tensorOf(
    'FP32',
    [1, classes],
    Float32Array.from(sums, (sum) => sum / frames),
  );
};
