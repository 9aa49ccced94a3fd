import { learnLogLinear, scoresOf, type Observation } from './learn-log-linear.ts';

/**
 * A log-linear model of the next token of a text that is made from another: what the tokens say that stand at certain places
 * of the two (slots), alone and together.
 */
export interface AlignedWriter extends Design {
  conjunctions: readonly Conjunction[];
  /** [slots × SIZE, then conjunctions] rows of `vocabulary`. */
  weights: Float32Array;
}

export interface Design {
  slots: readonly Slot[];
  /** Tokens. */
  vocabulary: number;
  /** Slots that are looked at together. */
  together: readonly (readonly number[])[];
  /** Source places begin behind the last of these. */
  separators: ReadonlySet<number>;
  /** The first place of a target that is learnt: what comes before it is always given. */
  from: number;
}

/** Where a token stands: so many places from the one that is written next, or always at one. Places of the source begin behind its separator. */
export interface Slot {
  of: 'source' | 'target';
  at: { offset: number } | { place: number };
}

/** Slots with their tokens. */
export type Conjunction = readonly { slot: number; token: number }[];

export interface Pair {
  source: readonly number[];
  /** With the token it begins with and the one it ends with. */
  target: readonly number[];
}

/** Of tokens and of places: at most as many of either. */
export const SIZE = 128;

const MOST_CONJUNCTIONS = 1200;

/** Learns from pairs, always the same from the same. */
export function learnAligned(pairs: readonly Pair[], design: Design): AlignedWriter {
  const { slots, vocabulary, separators, from } = design;
  const places = pairs.flatMap((pair) =>
    pair.target.slice(from + 1).map((right, index) => ({ right, seen: lookAt(slots, { ...pair, at: from + index, separators }) })),
  );
  const counts = new Map<string, number>();
  for (const { seen } of places) {
    for (const key of keysOf(seen, design.together)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const best = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_CONJUNCTIONS);
  const rowOf = new Map(best.map(([key], index) => [key, slots.length * SIZE + index]));
  const observations = places.map(({ right, seen }): Observation => ({ right, rows: rowsOf(seen, design.together, rowOf) }));
  const rows = slots.length * SIZE + best.length;
  const weights = learnLogLinear(observations, { rows, classes: vocabulary, epochs: 6, rate: 0.3 });
  return { ...design, weights, conjunctions: best.map(([key]) => conjunctionOf(key)) };
}

/** What it writes from a source, always the likeliest, up to `end`. */
export function writeAligned(writer: AlignedWriter, of: { source: readonly number[]; begin: readonly number[]; end: number }): number[] {
  const rowOf = new Map(writer.conjunctions.map((parts, index) => [keyOf(parts), writer.slots.length * SIZE + index]));
  const target = [...of.begin];
  while (target.at(-1) !== of.end && target.length < SIZE / 2) {
    const seen = lookAt(writer.slots, { source: of.source, target, at: target.length - 1, separators: writer.separators });
    const scores = scoresOf(writer.weights, { rows: rowsOf(seen, writer.together, rowOf) }, writer.vocabulary);
    target.push(scores.indexOf(Math.max(...scores)));
  }
  return target;
}

/** The token in each slot; undefined where nothing stands. */
function lookAt(slots: readonly Slot[], { source, target, at, separators }: Pair & { at: number; separators: ReadonlySet<number> }): (number | undefined)[] {
  const origin = source.findLastIndex((token) => separators.has(token)) + 1;
  return slots.map((slot) => {
    const place = 'place' in slot.at ? slot.at.place : at + slot.at.offset;
    if (slot.of === 'source') return source[origin + place];
    return place <= at ? target[place] : undefined;
  });
}

function rowsOf(seen: readonly (number | undefined)[], together: Design['together'], rowOf: Map<string, number>): number[] {
  const alone = seen.flatMap((token, slot) => (token === undefined ? [] : [slot * SIZE + token]));
  return [...alone, ...keysOf(seen, together).flatMap((key) => rowOf.get(key) ?? [])];
}

function keysOf(seen: readonly (number | undefined)[], together: Design['together']): string[] {
  return together.flatMap((slots) => {
    const parts = slots.flatMap((slot) => (seen[slot] === undefined ? [] : [{ slot, token: seen[slot] }]));
    return parts.length === slots.length ? [keyOf(parts)] : [];
  });
}

function keyOf(parts: Conjunction): string {
  return parts.map(({ slot, token }) => `${slot}:${token}`).join();
}

function conjunctionOf(key: string): Conjunction {
  return key.split(',').map((part) => {
    const [slot = 0, token = 0] = part.split(':').map(Number);
    return { slot, token };
  });
}
