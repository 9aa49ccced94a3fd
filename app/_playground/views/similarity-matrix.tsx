import { cosine, pairsOf, type Pair } from './vectors.ts';

/** More rows and columns than these nobody reads. */
const MOST_SHOWN = 24;
/** Share of ink in the darkest cell: the figure on it stays readable. */
const DARKEST = 36;

/** How alike each text is to each, as a table: the most alike pair is the darkest, and is told in a sentence. */
export function SimilarityMatrix({ vectors, texts }: { vectors: readonly number[][]; texts: readonly string[] }) {
  const rows = vectors.slice(0, MOST_SHOWN);
  const pairs = pairsOf(rows);
  const [most, least] = [pairs[0], pairs.at(-1)];
  const range = { least: least?.alike ?? 0, most: most?.alike ?? 1 };
  return (
    <div className="flex flex-col gap-2">
      {most && least && pairs.length > 1 ? (
        <p>
          Most alike are {told(most)}, least alike {told(least)}.
        </p>
      ) : null}
      <p className="text-meta text-ink-3">
        Cosine similarity: 1 is the same direction, 0 nothing in common.
        {vectors.length > MOST_SHOWN ? ` The first ${MOST_SHOWN} of ${vectors.length}.` : ''}
      </p>
      <div className="scroll-thin overflow-x-auto" tabIndex={0} role="group" aria-label="Similarity of each to each">
        <table className="w-max max-w-full">
          <thead>
            <tr className="text-meta text-ink-3">
              <th scope="col" className="pb-1 text-left font-normal">
                Text
              </th>
              {rows.map((_, column) => (
                <th key={column} scope="col" className="px-2 pb-1 text-right font-normal tnum">
                  {column + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <th scope="row" className="max-w-36 truncate pr-3 text-left font-normal sm:max-w-72" title={texts[index]}>
                  <span className="mr-2 text-meta text-ink-3 tnum">{index + 1}</span>
                  {texts[index]}
                </th>
                {rows.map((other, column) => (
                  <Cell key={column} alike={cosine(row, other)} itself={index === column} range={range} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function told({ a, b, alike }: Pair) {
  return (
    <span className="tnum">
      {a + 1} and {b + 1} ({alike.toFixed(2)})
    </span>
  );
}

/** What lies between the least and the most alike pair is shaded between nothing and the darkest; a text beside itself is not. */
function Cell({ alike, itself, range: { least, most } }: { alike: number; itself: boolean; range: { least: number; most: number } }) {
  const share = most > least ? (alike - least) / (most - least) : 1;
  const shade = itself ? 0 : Math.round(share * DARKEST);
  return (
    <td
      className={itself ? 'px-2 py-1 text-right text-ink-3 tnum' : 'px-2 py-1 text-right tnum'}
      style={{ background: `color-mix(in srgb, var(--data-1) ${shade}%, transparent)` }}
    >
      {alike.toFixed(2)}
    </td>
  );
}
