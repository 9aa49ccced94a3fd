import { cosine, norm } from './vectors.ts';

/** Vectors of several things as how alike they are; one by its size and its shape. */
export function EmbeddingView({ vectors }: { vectors: number[] | number[][] }) {
  const rows = (Array.isArray(vectors[0]) ? vectors : [vectors]) as number[][];
  const [first = []] = rows;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        {rows.length === 1 ? 'One vector' : `${rows.length} vectors`} of <span className="tnum">{first.length}</span> numbers, length{' '}
        <span className="tnum">{norm(first).toFixed(3)}</span>.
      </p>
      {rows.length === 1 ? <Shape vector={first} /> : <Likeness rows={rows} />}
    </div>
  );
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

function Likeness({ rows }: { rows: readonly number[][] }) {
  return (
    <div className="overflow-x-auto">
      <table className="text-center">
        <caption className="mb-2 text-left text-meta text-ink-3">How alike each is to each: 1 is the same direction.</caption>
        <tbody>
          {rows.map((a, i) => (
            <tr key={i}>
              <th scope="row" className="pr-3 font-normal text-ink-3">
                {i + 1}
              </th>
              {rows.map((b, j) => {
                const alike = cosine(a, b);
                return (
                  <td
                    key={j}
                    className="px-2 py-1 tnum"
                    style={{ background: `color-mix(in srgb, var(--data-1) ${Math.round(Math.max(0, alike) * 30)}%, transparent)` }}
                  >
                    {alike.toFixed(2)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
