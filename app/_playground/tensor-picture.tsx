import { formatCount } from '../../server/format-count.ts';
import type { Datatype } from '../../server/signatures/datatype.ts';
import { encodeTensorJson } from '../../server/signatures/tensor-json.ts';
import { Facts } from '../_components/facts.tsx';
import { HeatMap } from '../_components/heat-map.tsx';
import { Histogram } from '../_components/histogram.tsx';
import { summarise } from './tensor-numbers.ts';

const FEW = 24;
const MOST_CELLS = 65_536;

/** Figures and pictures of a tensor's values: statistics, histogram, a heat map where it is a matrix, or the values themselves. */
export function TensorPicture(tensor: { name: string; datatype: Datatype; shape: number[]; bytes: Uint8Array; numbers: ArrayLike<number> | null }) {
  const { datatype, shape, bytes, numbers, name } = tensor;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) return <p className="text-ink-3">No elements: one axis is 0.</p>;
  if (count <= FEW || !numbers) return <Values datatype={datatype} bytes={bytes} />;
  const summary = summarise(numbers);
  const matrix = matrixOf(shape);
  return (
    <div className="flex flex-col gap-4">
      <Facts
        items={[
          { label: 'Min', value: figure(summary.min) },
          { label: 'Max', value: figure(summary.max) },
          { label: 'Mean', value: figure(summary.mean) },
          { label: 'Std', value: figure(summary.std) },
          { label: 'Elements', value: formatCount(summary.count) },
          { label: 'NaN or infinite', value: formatCount(summary.nanCount + summary.infiniteCount) },
        ]}
      />
      {summary.min !== null && summary.max !== null ? (
        <Histogram
          counts={summary.bins}
          from={figure(summary.min)}
          to={figure(summary.max)}
          label={`How often which values of ${name} occur, from ${figure(summary.min)} to ${figure(summary.max)}`}
        />
      ) : null}
      {matrix && matrix.rows * matrix.columns <= MOST_CELLS ? (
        <HeatMap values={numbers} rows={matrix.rows} columns={matrix.columns} label={`${name} as ${matrix.rows} by ${matrix.columns} cells`} />
      ) : null}
    </div>
  );
}

function Values({ datatype, bytes }: { datatype: Datatype; bytes: Uint8Array }) {
  const values = encodeTensorJson(datatype, bytes).slice(0, 200);
  return (
    <ol className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-x-4 gap-y-1">
      {values.map((value, index) => (
        <li key={index} className="flex gap-2 border-b py-1">
          <span className="w-6 shrink-0 text-meta text-ink-3 tnum">{index}</span>
          <span className="font-mono text-meta wrap-anywhere tnum">
            {typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? figure(value) : String(value)}
          </span>
        </li>
      ))}
    </ol>
  );
}

// A matrix, once axes of size 1 are left out.
function matrixOf(shape: number[]): { rows: number; columns: number } | null {
  const axes = shape.filter((size) => size !== 1);
  const [rows, columns] = axes;
  return axes.length === 2 && rows !== undefined && columns !== undefined ? { rows, columns } : null;
}

function figure(value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}
