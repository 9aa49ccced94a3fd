/** Length of a vector. */
export function norm(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}

/** Cosine of the angle between two vectors: 1 is the same direction. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
  return dot / Math.max(norm(a) * norm(b), 1e-12);
}
