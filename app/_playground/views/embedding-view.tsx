import { SimilarityMatrix } from './similarity-matrix.tsx';
import { norm } from './vectors.ts';

/** Vectors of several things as how alike they are; one by its size and its shape. */
export function EmbeddingView({ vectors, texts = [] }: { vectors: number[] | number[][]; texts?: readonly string[] }) {
  const rows = (Array.isArray(vectors[0]) ? vectors : [vectors]) as number[][];
  const [first = []] = rows;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        {rows.length === 1 ? 'One vector' : `${rows.length} vectors`} of <span className="tnum">{first.length}</span> numbers, length{' '}
        <span className="tnum">{lengths(rows)}</span>.{rows.length === 1 && texts.length > 0 ? ' Add another text to see how alike they are.' : ''}
      </p>
      {rows.length === 1 ? <Shape vector={first} /> : <SimilarityMatrix vectors={rows} texts={texts} />}
    </div>
  );
}

function lengths(rows: readonly number[][]): string {
  const all = rows.map(norm);
  const [least, most] = [Math.min(...all).toFixed(3), Math.max(...all).toFixed(3)];
  return least === most ? least : `${least} to ${most}`;
}

function Shape({ vector }: { vector: readonly number[] }) {
  const most = Math.max(...vector.map(Math.abs), 1e-12);
  const points = vector.map((x, index) => `${index},${20 - (x / most) * 20}`).join(' ');
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, vector.length - 1)} 40`}
      preserveAspectRatio="none"
      className="h-16 w-full"
      role="img"
      aria-label="The numbers of the vector in their order"
    >
      <polyline points={points} fill="none" className="stroke-data-2" strokeWidth={1} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
