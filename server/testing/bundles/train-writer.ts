import { VOCABULARY } from './byte-tokenizer.ts';

/** How many tokens back it looks, itself included. */
export const REACH = 4;

/** Several tokens seen together: token `t` places back, for each part. */
export type Conjunction = readonly { back: number; token: number }[];

/** A log-linear model of the next token: what each token in reach says, and what some of them say together. */
export interface TrainedWriter {
  /** [REACH × VOCABULARY] rows of VOCABULARY. */
  single: Float32Array;
  conjunctions: Conjunction[];
  /** A row of VOCABULARY for each conjunction. */
  joint: Float32Array;
}

export interface Perplexity {
  model: number;
  unigram: number;
}

const PAIRS = 700;
const TRIPLES = 900;
const EPOCHS = 4;
const RATE = 0.25;

/** Learns by adaptive gradient descent (Adagrad) on `tokens`, in their order: the same tokens give the same model. */
export function trainWriter(tokens: readonly number[]): TrainedWriter {
  const conjunctions = [...frequent(tokens, { places: [0, 1], most: PAIRS }), ...frequent(tokens, { places: [0, 1, 2], most: TRIPLES })];
  const writer = {
    single: new Float32Array(REACH * VOCABULARY * VOCABULARY),
    joint: new Float32Array(conjunctions.length * VOCABULARY),
    conjunctions,
  };
  const places = placesOf(writer);
  const speed = { single: new Float32Array(writer.single.length), joint: new Float32Array(writer.joint.length) };
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let at = REACH; at < tokens.length; at += 1) {
      const rows = rowsAt(places, tokens, at);
      const p = probabilities(writer, rows);
      p[tokens[at] as number] = (p[tokens[at] as number] as number) - 1;
      for (const { part, row } of rows) descend(writer[part], speed[part], { row, gradient: p });
    }
  }
  return writer;
}

/** e to the mean surprise a token on text it has not seen, beside that of the shares of single tokens in `seen`. */
export function judgeWriter(writer: TrainedWriter, { seen, held }: { seen: readonly number[]; held: readonly number[] }): Perplexity {
  const counts = new Float64Array(VOCABULARY).fill(1);
  for (const token of seen) counts[token] = (counts[token] as number) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const places = placesOf(writer);
  let [model, unigram, count] = [0, 0, 0];
  for (let at = REACH; at < held.length; at += 1, count += 1) {
    const token = held[at] as number;
    model -= Math.log(probabilities(writer, rowsAt(places, held, at))[token] as number);
    unigram -= Math.log((counts[token] as number) / total);
  }
  return { model: Math.exp(model / count), unigram: Math.exp(unigram / count) };
}

interface Row {
  part: 'single' | 'joint';
  row: number;
}

function placesOf({ conjunctions }: TrainedWriter): Map<string, number> {
  return new Map(conjunctions.map((parts, index) => [keyOf(parts), index]));
}

function keyOf(parts: Conjunction): string {
  return parts.map(({ back, token }) => `${back}:${token}`).join();
}

/** The rows that speak at a place. */
function rowsAt(places: Map<string, number>, tokens: readonly number[], at: number): Row[] {
  const seen = Array.from({ length: REACH }, (_, back) => ({ back, token: tokens[at - 1 - back] as number }));
  const rows: Row[] = seen.map(({ back, token }) => ({ part: 'single', row: back * VOCABULARY + token }));
  for (const size of [2, 3]) {
    const joint = places.get(keyOf(seen.slice(0, size)));
    if (joint !== undefined) rows.push({ part: 'joint', row: joint });
  }
  return rows;
}

function probabilities(writer: TrainedWriter, rows: readonly Row[]): Float64Array {
  const p = new Float64Array(VOCABULARY);
  for (const { part, row } of rows) for (let j = 0; j < VOCABULARY; j += 1) p[j] = (p[j] as number) + (writer[part][row * VOCABULARY + j] as number);
  const most = p.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let j = 0; j < VOCABULARY; j += 1) sum += p[j] = Math.exp((p[j] as number) - most);
  for (let j = 0; j < VOCABULARY; j += 1) p[j] = (p[j] as number) / sum;
  return p;
}

function descend(weights: Float32Array, speed: Float32Array, { row, gradient }: { row: number; gradient: Float64Array }): void {
  for (let j = 0, at = row * VOCABULARY; j < VOCABULARY; j += 1, at += 1) {
    const g = gradient[j] as number;
    const s = (speed[at] = (speed[at] as number) + g * g);
    weights[at] = (weights[at] as number) - (RATE * g) / Math.sqrt(s + 1e-4);
  }
}

function frequent(tokens: readonly number[], { places, most }: { places: readonly number[]; most: number }): Conjunction[] {
  const counts = new Map<string, number>();
  for (let at = REACH; at < tokens.length; at += 1) {
    const key = places.map((back) => `${back}:${tokens[at - 1 - back]}`).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const best = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, most);
  return best.map(([key]) =>
    key.split(',').map((part) => {
      const [back = 0, token = 0] = part.split(':').map(Number);
      return { back, token };
    }),
  );
}
