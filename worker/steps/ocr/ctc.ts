import type { StepFactory, StepTensor } from '../step.ts';
import { softmaxInto } from '../scores/activation.ts';
import { numbersOf, onlyTensor } from '../tensor.ts';

const SUMS_TO_ONE = 1e-3;

/**
 * tensor [N,T,C], or crops with one each → text and confidence: the best class per step, repeats and blanks dropped;
 * confidence is the mean of what is kept. The alphabet is the classes beside the blank in order, with a space after them where
 * the model has one class more. Softmax only where rows are no probabilities yet. Source: PaddleOCR rec_postprocess.py.
 */
export const ctc: StepFactory<'ctc'> = async (step, tools) => {
  const lines = Array.isArray(step.alphabet) ? step.alphabet : linesOf(new TextDecoder().decode(await tools.read(step.alphabet.file)));
  const read = (tensor: StepTensor) => decode(tensor, { ...step, alphabet: lines });
  return (value) => {
    if (value.kind !== 'crops') {
      const { text, score } = read(onlyTensor(value));
      return { kind: 'json', data: { generated_text: text, score } };
    }
    return { kind: 'crops', crops: value.crops.map((crop) => (crop.tensor ? { ...crop, ...read(crop.tensor) } : crop)) };
  };
};

// Only line ends are taken off: a line may be a space, or a wide one.
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function decode(tensor: StepTensor, how: { alphabet: readonly string[]; blank: 'first' | 'last'; space: boolean }): { text: string; score: number } {
  const classes = tensor.shape.at(-1) ?? 1;
  const numbers = numbersOf(tensor);
  const alphabet = how.space && classes === how.alphabet.length + 2 ? [...how.alphabet, ' '] : how.alphabet;
  const blank = how.blank === 'first' ? 0 : classes - 1;
  const row = new Float64Array(classes);
  let text = '';
  let before = blank;
  const scores: number[] = [];
  for (let start = 0; start < numbers.length; start += classes) {
    const step = numbers.subarray(start, start + classes);
    if (isProbability(step)) row.set(step);
    else softmaxInto(row, step, { start: 0, size: classes, step: 1 });
    let best = 0;
    for (let c = 1; c < classes; c += 1) if ((row[c] as number) > (row[best] as number)) best = c;
    if (best !== blank && best !== before) {
      text += alphabet[how.blank === 'first' ? best - 1 : best] ?? '';
      scores.push(row[best] as number);
    }
    before = best;
  }
  return { text, score: scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length };
}

function isProbability(row: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (const value of row) {
    if (value < -1e-5) return false;
    sum += value;
  }
  return Math.abs(sum - 1) < SUMS_TO_ONE;
}
