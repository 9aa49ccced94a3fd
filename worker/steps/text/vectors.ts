import type { StepFactory, StepRun, StepTensor } from '../step.ts';
import { numbersOf, onlyTensor, tensorOf } from '../tensor.ts';
import { assertNumbers } from '../scores/activation.ts';

/**
 * tensor [texts, S, D] → [texts, D] over the real tokens: their mean, the first, the last, or the largest per dimension;
 * [texts, D] passes. Source: sentence-transformers models/Pooling.py.
 */
export const pool: StepFactory<'pool'> =
  ({ mode }) =>
  (value, run) => {
    const tensor = onlyTensor(value);
    if (tensor.shape.length === 2) return tensor;
    const [texts = 1, length = 1, width = 1] = tensor.shape;
    const numbers = numbersOf(tensor);
    const out = new Float32Array(texts * width);
    for (let row = 0; row < texts; row += 1) {
      const real = realTokens(run, row, length);
      for (let d = 0; d < width; d += 1) {
        const at = (token: number) => numbers[(row * length + token) * width + d] as number;
        out[row * width + d] = pooled(mode, real, at);
      }
    }
    return tensorOf('FP32', [texts, width], out);
  };

function pooled(mode: 'mean' | 'cls' | 'last' | 'max', tokens: number, at: (token: number) => number): number {
  if (mode === 'cls') return at(0);
  if (mode === 'last') return at(tokens - 1);
  let result = mode === 'max' ? -Infinity : 0;
  for (let token = 0; token < tokens; token += 1) result = mode === 'max' ? Math.max(result, at(token)) : result + at(token);
  return mode === 'max' ? result : result / Math.max(tokens, 1e-9);
}

function realTokens(run: StepRun, row: number, length: number): number {
  return run.texts?.ids[row]?.length ?? length;
}

/** tensor [texts, D] → rows of length 1: x ÷ max(‖x‖₂, 1e-12). */
export const l2Normalise: StepFactory<'l2-normalise'> = () => (value) => {
  const tensor = onlyTensor(value);
  const width = tensor.shape.at(-1) ?? 1;
  const out = Float32Array.from(numbersOf(tensor));
  for (let start = 0; start < out.length; start += width) {
    let sum = 0;
    for (let d = 0; d < width; d += 1) sum += (out[start + d] as number) ** 2;
    const norm = Math.max(Math.sqrt(sum), 1e-12);
    for (let d = 0; d < width; d += 1) out[start + d] = (out[start + d] as number) / norm;
  }
  return tensorOf('FP32', tensor.shape, out);
};

/** tensor [1 + n, D] → n cosine similarities of the first row to the others. */
export const similarity: StepFactory<'similarity'> = () => (value) => {
  const rows = rowsOf(onlyTensor(value));
  const [first = []] = rows;
  return { kind: 'json', data: rows.slice(1).map((row) => cosine(first, row)) };
};

/** tensor [n, D] → a list of numbers per text; one such list where one text was sent. */
export const toVectors: StepFactory<'to-vectors'> = () => (value, run) => {
  const tensor = onlyTensor(value);
  assertNumbers(numbersOf(tensor));
  const rows = rowsOf(tensor);
  return { kind: 'json', data: rows.length === 1 && (run.texts?.single ?? true) ? rows[0] : rows };
};

function rowsOf(tensor: StepTensor): number[][] {
  const width = tensor.shape.at(-1) ?? 1;
  const numbers = numbersOf(tensor);
  return Array.from({ length: numbers.length / width }, (_, row) => Array.from(numbers.subarray(row * width, (row + 1) * width)));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  return dot(a, b) / Math.max(Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)), 1e-12);
}
