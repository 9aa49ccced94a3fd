/** A token this far below the likeliest has less than 1e-13 of its probability: no draw ever comes to it. */
const NEVER = 30;

/**
 * Leaves, of a token's scores, only the likeliest that together reach the probability `p` (the first always), of the `k`
 * likeliest where k is above 0; the others become -Infinity. Source: transformers, TopPLogitsWarper after TopKLogitsWarper.
 */
export function keepNucleus(scores: Float32Array, { p, k }: { p: number; k: number }): void {
  let top = -Infinity;
  for (const score of scores) if (score > top) top = score;
  const near: { index: number; score: number }[] = [];
  // Sorting the whole vocabulary for every token takes longer than a small model does.
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] as number;
    if (score > top - NEVER) near.push({ index, score });
  }
  near.sort((a, b) => b.score - a.score);
  const candidates = k > 0 ? near.slice(0, k) : near;
  const weights = candidates.map(({ score }) => Math.exp(score - top));
  const enough = p * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const last = weights.findIndex((weight) => (sum += weight) >= enough);
  scores.fill(-Infinity);
  for (const { index, score } of candidates.slice(0, last < 0 ? undefined : last + 1)) scores[index] = score;
}
