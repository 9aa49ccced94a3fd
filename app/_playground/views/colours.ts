/** Outlines over pictures: one colour per class, in the order they first appear. */
const OUTLINES = ['var(--out-1)', 'var(--out-2)', 'var(--out-3)', 'var(--out-4)', 'var(--out-5)'];

/** The colour of each label, by its place among the labels. */
export function coloursOf(labels: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(labels)].map((label, index) => [label, OUTLINES[index % OUTLINES.length] as string]));
}
