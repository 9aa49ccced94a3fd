import { numbersOf, onlyTensor, tensorOf } from '../tensor.ts';
import type { StepFactory } from '../step.ts';

/**
 * tensor → tensor FP32 of the same shape: softmax along the axis as exp(x − max) ÷ sum, or sigmoid as 1 ÷ (1 + e^−x), both
 * in float64. @throws Error for NaN: no score is better than a made-up one
 */
export const activation: StepFactory<'activation'> = (step) => (value) => {
  const tensor = onlyTensor(value);
  const numbers = numbersOf(tensor);
  assertNumbers(numbers);
  if (step.function === 'none') return tensor;
  if (step.function === 'sigmoid') return tensorOf('FP32', tensor.shape, Float32Array.from(numbers, sigmoid));
  const axis = step.axis < 0 ? tensor.shape.length + step.axis : step.axis;
  return tensorOf('FP32', tensor.shape, softmax(numbers, tensor.shape, axis));
};

export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

function softmax(numbers: ArrayLike<number>, shape: readonly number[], axis: number): Float32Array {
  const size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const out = new Float32Array(numbers.length);
  for (let start = 0; start < numbers.length; start += size * inner) {
    for (let i = 0; i < inner; i += 1) softmaxInto(out, numbers, { start: start + i, size, step: inner });
  }
  return out;
}

/** Softmax of `size` numbers from `start`, `step` apart. */
export function softmaxInto(out: Float32Array | Float64Array, numbers: ArrayLike<number>, at: { start: number; size: number; step: number }): void {
  const { start, size, step } = at;
  let most = -Infinity;
  for (let k = 0; k < size; k += 1) most = Math.max(most, numbers[start + k * step] as number);
  let sum = 0;
  for (let k = 0; k < size; k += 1) sum += Math.exp((numbers[start + k * step] as number) - most);
  for (let k = 0; k < size; k += 1) out[start + k * step] = Math.exp((numbers[start + k * step] as number) - most) / sum;
}

/** @throws Error naming the first place that holds no number */
export function assertNumbers(numbers: ArrayLike<number>): void {
  for (let i = 0; i < numbers.length; i += 1) {
    if (Number.isNaN(numbers[i]))
      throw new Error(`the model gave NaN (element ${i}): its weights or its input overflow; a float32 export helps where it is float16`);
  }
}
