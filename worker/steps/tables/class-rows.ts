import { AppError } from '../../../server/errors.ts';
import { unpackElements } from '../../../server/signatures/tensor-bytes.ts';
import { expectValue, type StepFactory, type StepRun, type StepTensor, type Value } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { assertNumbers } from '../scores/activation.ts';

/**
 * tensors label [N] and probabilities [N, C] → per row {label, score, scores: [{label, score}]}, best first; either tensor
 * may be missing. One column of probabilities is that of the second class (LightGBM). Source: skl2onnx, onnxmltools.
 */
export const classRows: StepFactory<'class-rows'> =
  ({ label, probabilities, labels }) =>
  (value, run) => {
    const tensors = byName(value);
    const found = label === null ? null : textsOf(pick(tensors, label));
    const scores = probabilities === null ? null : scoresOf(pick(tensors, probabilities), run);
    const rows = found?.length ?? scores?.length ?? 0;
    const data = Array.from({ length: rows }, (_, row) => {
      const ranked = scores?.[row]?.map((score, index) => ({ label: labels[index] ?? String(index), score })).sort((a, b) => b.score - a.score);
      const name = found?.[row] ?? ranked?.[0]?.label ?? '';
      if (!ranked) return { label: name };
      return { label: name, score: ranked.find((item) => item.label === name)?.score ?? ranked[0]?.score, scores: ranked };
    });
    return { kind: 'json', data };
  };

/** tensor [N] or [N, 1] → a number per row. */
export const valueRows: StepFactory<'value-rows'> = () => (value, run) => {
  const [tensor] = byName(value).values();
  if (!tensor) throw new Error('the model gave nothing');
  const numbers = numbersOf(tensor);
  assertAnswer(numbers, run);
  return { kind: 'json', data: Array.from(numbers) };
};

/** NaN where a value was missing is the caller's to mend. @throws AppError INVALID_INPUT naming the cell */
function assertAnswer(numbers: ArrayLike<number>, { missing }: StepRun): void {
  if (missing && Array.from(numbers).some(Number.isNaN)) {
    throw new AppError('INVALID_INPUT', `Row ${missing.row + 1} has no number in column \`${missing.column}\`, and this model cannot do without.`, {
      cause: 'With a missing value it answers NaN, which is no answer.',
      suggestions: ['Give every column of the row a number, or leave the row out.'],
    });
  }
  assertNumbers(numbers);
}

function byName(value: Value): ReadonlyMap<string, StepTensor> {
  const given = expectValue(value, 'tensors', 'tensor');
  return given.kind === 'tensors' ? given.byName : new Map([['', given]]);
}

// A field bound to one tensor hands it over without its name.
function pick(tensors: ReadonlyMap<string, StepTensor>, name: string): StepTensor | undefined {
  return tensors.get(name) ?? tensors.get('');
}

function textsOf(tensor: StepTensor | undefined): string[] | null {
  if (!tensor) return null;
  if (tensor.datatype !== 'BYTES') return Array.from(numbersOf(tensor), String);
  const decoder = new TextDecoder();
  return (unpackElements(tensor.bytes) ?? []).map((element) => decoder.decode(element));
}

function scoresOf(tensor: StepTensor | undefined, run: StepRun): number[][] | null {
  if (!tensor) return null;
  const numbers = numbersOf(tensor);
  assertAnswer(numbers, run);
  const classes = tensor.shape.length > 1 ? (tensor.shape.at(-1) ?? 1) : 1;
  const rows = Array.from({ length: numbers.length / classes }, (_, row) => Array.from(numbers.subarray(row * classes, (row + 1) * classes)));
  return classes === 1 ? rows.map(([second = 0]) => [1 - second, second]) : rows;
}
