import { packStrings } from '../../../server/signatures/tensor-bytes.ts';
import type { StepOf } from '../../../server/signatures/step.ts';
import type { StepFactory, StepRun, StepTensor } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import { rowsOf, type Row } from './rows.ts';

type Binding = StepOf<'rows-to-tensors'>['bindings'][number];

/**
 * rows → one tensor [rows, columns] per binding, by the tensor's name. A missing number is NaN in a float tensor and 0 in an
 * integer one, a missing text "". Source: skl2onnx, one input per column or one of all.
 */
export const rowsToTensors: StepFactory<'rows-to-tensors'> =
  ({ bindings }) =>
  (value, run) => {
    const rows = rowsOf(value);
    run.missing ??= missingIn(rows, bindings);
    return { kind: 'tensors', byName: new Map(bindings.map((binding) => [binding.tensor, bind(rows, binding)])) };
  };

// Some models do without (gradient-boosted trees), others answer NaN: only the answer tells.
function missingIn(rows: readonly Row[], bindings: readonly Binding[]): StepRun['missing'] {
  const columns = bindings.filter(({ datatype }) => datatype === 'FP32' || datatype === 'FP64').flatMap((binding) => binding.columns);
  for (const [index, row] of rows.entries()) {
    const column = columns.find((name) => !Number.isFinite(asNumber(row[name])));
    if (column !== undefined) return { row: index, column };
  }
  return null;
}

function asNumber(cell: unknown): number {
  if (typeof cell === 'boolean') return Number(cell);
  return typeof cell === 'number' ? cell : Number.NaN;
}

function bind(rows: readonly Row[], { columns, datatype }: Binding): StepTensor {
  const shape = [rows.length, columns.length];
  const cells = rows.flatMap((row) => columns.map((column) => row[column]));
  const numbers = () => cells.map(asNumber);
  const whole = () => numbers().map((number) => (Number.isFinite(number) ? Math.trunc(number) : 0));
  switch (datatype) {
    case 'FP32':
      return tensorOf('FP32', shape, Float32Array.from(numbers()));
    case 'FP64':
      return tensorOf('FP64', shape, Float64Array.from(numbers()));
    case 'INT64':
      return tensorOf('INT64', shape, BigInt64Array.from(whole(), BigInt));
    case 'INT32':
      return tensorOf('INT32', shape, Int32Array.from(whole()));
    case 'BOOL':
      return tensorOf(
        'BOOL',
        shape,
        Uint8Array.from(cells, (cell) => Number(cell === true || cell === 1)),
      );
    case 'BYTES':
      return { kind: 'tensor', datatype, shape, bytes: packStrings(cells.map((cell) => (cell === null || cell === undefined ? '' : String(cell)))) };
  }
}
