/** What speaks at one place (rows of the weights), and the class that is right there. */
export interface Observation {
  rows: readonly number[];
  /** How loud each row speaks; 1 where left out. */
  loud?: ArrayLike<number>;
  right: number;
}

export interface Learning {
  rows: number;
  classes: number;
  epochs: number;
  rate: number;
}

/** Weights [rows × classes] of a log-linear model, by Adagrad over the observations in their order: the same give the same. */
export function learnLogLinear(observations: readonly Observation[], { rows, classes, epochs, rate }: Learning): Float32Array {
  const weights = new Float32Array(rows * classes);
  const speed = new Float32Array(rows * classes);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const seen of observations) {
      const p = softmax(scoresOf(weights, seen, classes));
      p[seen.right] = (p[seen.right] as number) - 1;
      seen.rows.forEach((row, index) => {
        const loud = seen.loud?.[index] ?? 1;
        for (let j = 0, at = row * classes; j < classes; j += 1, at += 1) {
          const g = (p[j] as number) * loud;
          const s = (speed[at] = (speed[at] as number) + g * g);
          weights[at] = (weights[at] as number) - (rate * g) / Math.sqrt(s + 1e-4);
        }
      });
    }
  }
  return weights;
}

/** What the rows that speak say of each class, added up. */
export function scoresOf(weights: Float32Array, { rows, loud }: Pick<Observation, 'rows' | 'loud'>, classes: number): Float64Array {
  const scores = new Float64Array(classes);
  rows.forEach((row, index) => {
    const by = loud?.[index] ?? 1;
    for (let j = 0; j < classes; j += 1) scores[j] = (scores[j] as number) + by * (weights[row * classes + j] as number);
  });
  return scores;
}

function softmax(scores: Float64Array): Float64Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const p = scores.map((score) => Math.exp(score - most));
  const sum = p.reduce((a, b) => a + b, 0);
  return p.map((value) => value / sum);
}

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}
