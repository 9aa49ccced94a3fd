/** Length of a vector. */
export function norm(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}

/** Cosine of the angle between two vectors: 1 is the same direction. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
  return dot / Math.max(norm(a) * norm(b), 1e-12);
}

export interface Pair {
  /** Places of the two vectors, the earlier first. */
  a: number;
  b: number;
  alike: number;
}

/** Every two of some vectors with the cosine between them, the most alike first. */
export function pairsOf(vectors: readonly (readonly number[])[]): Pair[] {
  const pairs = vectors.flatMap((first, a) => vectors.slice(a + 1).map((second, offset) => ({ a, b: a + 1 + offset, alike: cosine(first, second) })));
  return pairs.sort((x, y) => y.alike - x.alike);
}
